#include "strategy/reads_from.h"

#include <algorithm>

#include "engine/observer.h"

namespace heddle::strategy {
namespace {

using engine::OpKind;
using trace::Role;

bool opens_section(OpKind kind) noexcept {
  const Role role = trace::info(kind).role;
  return role == Role::acquire || role == Role::acquire_share;
}

bool ends_section(OpKind kind) noexcept {
  const Role role = trace::info(kind).role;
  return role == Role::release || role == Role::release_share;
}

bool transfers(OpKind kind) noexcept { return Sources::sends(kind) || Sources::receives(kind); }

bool changes(const trace::Touch& op) noexcept {
  const trace::Touches touches = trace::touches_of(op);
  return (touches.writes | touches.updates) != 0;
}

// Keys of the indexes, which take no 0.
std::uint64_t key_of(std::uint64_t a, std::uint64_t b, bool own = false) noexcept {
  return engine::combine(engine::combine(a, b), own ? 1 : 0) | 1;
}
std::uint64_t key_of(std::uint32_t reader, std::uint32_t source, bool own) noexcept {
  return key_of(std::uint64_t{reader}, std::uint64_t{source} + 1, own);
}

// Everything on an object, and the ends of goroutines.
std::uint64_t kinds_on_objects() noexcept {
  std::uint64_t kinds = engine::Observer::bit(OpKind::end);
  for (unsigned i = 0; i < trace::op_kind_count; ++i) {
    const auto kind = static_cast<OpKind>(i);
    const trace::Touches& touches = trace::info(kind).touches;
    const unsigned own = (touches.reads | touches.updates | touches.writes) & ~trace::facet::global;
    if (own != 0 && trace::info(kind).role != Role::fire) kinds |= engine::Observer::bit(kind);
  }
  return kinds;
}

}  // namespace

ReadsFrom::ReadsFrom() {
  events_.reserve(events_most);
  pairs_.reserve(pairs_most);
  aims_.reserve(aims_most);
  sets_.reserve(sets_most);
  event_index_.reserve(events_most);
  pair_index_.reserve(pairs_most);
  aim_index_.reserve(aims_most);
  set_index_.reserve(sets_most);
}

std::uint64_t ReadsFrom::kinds() const noexcept {
  static const std::uint64_t kinds = kinds_on_objects();
  return kinds;
}

bool ReadsFrom::depends_on_others(const Pair& pair) const noexcept {
  if (pair.own) return false;
  const Event& reader = events_[pair.reader];
  const auto is_by_another = [&reader](const Event& event) {
    return event.by == 0 || event.by != reader.by;
  };
  if (pair.source != none) return is_by_another(events_[pair.source]);
  return std::any_of(events_.begin(), events_.end(), [&](const Event& event) {
    return event.object == reader.object && is_by_another(event) && changes(event.op) &&
           meets(event.op, reader.op);
  });
}

// --- A run --------------------------------------------------------------------------------------

void ReadsFrom::begin_run() {
  live_ = 0;
  sources_.begin_run();
  followers_.clear();
  seen_events_.clear();
  seen_pairs_.clear();
  seen_sections_.clear();
  seen_event_index_.clear();
  seen_pair_index_.clear();
  seen_section_index_.clear();
  aim_key_ = 0;
  aimed_.clear();
}

void ReadsFrom::spawned(const engine::Goroutine& goroutine) {
  ++live_;
  if (followers_.size() <= goroutine.ordinal) followers_.resize(goroutine.ordinal + 1);
}

void ReadsFrom::performed(const engine::Performed& what) {
  if (what.touch.kind == OpKind::end) --live_;
  if (what.goroutine == nullptr || what.object == nullptr) return;
  const engine::Goroutine& by = *what.goroutine;
  Follower& follower = followers_[by.ordinal];
  const bool resumed = follower.waits;
  follower.waits = what.waits;
  const trace::Touch& op = what.touch;
  const std::uint64_t name = names_.name(op.kind, op.object, what.at);
  see_event(op, name, by);
  // Who waits to receive meets its source at the end, everybody else at the beginning.
  if (Sources::receives(op.kind) ? what.waits : resumed) return;
  if (reads(op.kind)) see_pair(name, sources_.of(op), by.ordinal);
  sources_.performed(op, name, by.ordinal);
  follow(follower, op, name);
}

void ReadsFrom::follow(Follower& follower, const trace::Touch& op, std::uint64_t name) {
  std::uint32_t ended = follower.open_count;
  for (std::uint32_t i = 0; i < follower.open_count; ++i) {
    Open& open = follower.open[i];
    if (open.object != op.object || opens_section(op.kind)) {
      if (open.inside_count < inside_most) open.inside[open.inside_count++] = name;
    } else if (ends_section(op.kind) || transfers(op.kind)) {
      ended = i;
    }
  }
  bool opens = opens_section(op.kind) || transfers(op.kind);
  if (ended < follower.open_count) {
    // A token that goes the other way was given back; the same way again, it is another one.
    if (Sources::sends(op.kind) != Sources::sends(follower.open[ended].kind)) opens = false;
    close(follower, ended);
  }
  if (!opens || follower.open_count == open_most) return;
  Open& open = follower.open[follower.open_count++];
  open.object = op.object;
  open.taken = name;
  open.kind = op.kind;
  open.inside_count = 0;
}

void ReadsFrom::close(Follower& follower, std::uint32_t place) {
  const Open& open = follower.open[place];
  for (std::uint32_t i = 0; i < open.inside_count; ++i) {
    const auto next = static_cast<std::uint32_t>(seen_sections_.size());
    if (next >= sections_most) break;
    if (seen_section_index_.add(key_of(open.taken, open.inside[i]), next) == next) {
      seen_sections_.push_back({open.taken, open.inside[i]});
    }
  }
  follower.open[place] = follower.open[--follower.open_count];
}

void ReadsFrom::see_event(const trace::Touch& op, std::uint64_t name, const engine::Goroutine& by) {
  const auto next = static_cast<std::uint32_t>(seen_events_.size());
  if (next >= events_most) return;
  const std::uint32_t at = seen_event_index_.add(name, next);
  if (at == next) {
    seen_events_.push_back({name, op.object, {op.kind, 0, op.object}, live_ == 1, by.identity});
    return;
  }
  if (seen_events_[at].by != by.identity) seen_events_[at].by = 0;
  if (live_ > 1) seen_events_[at].alone = false;
}

void ReadsFrom::see_pair(std::uint64_t reader, const Source& source, std::uint32_t by) {
  const bool own = source.ordinal == by;
  const auto next = static_cast<std::uint32_t>(seen_pairs_.size());
  if (next >= pairs_most) return;
  if (seen_pair_index_.add(key_of(reader, source.event, own), next) == next) {
    seen_pairs_.push_back({reader, source.event, own});
  }
}

void ReadsFrom::aim(std::uint64_t key, std::span<const std::uint32_t> pairs) {
  aim_key_ = key;
  aimed_.assign(pairs.begin(), pairs.end());
}

// --- Learning -----------------------------------------------------------------------------------

// Nearly all that a run shows was known before it. A lesson is short.
void ReadsFrom::end_run(const engine::RunEnd&) {
  std::erase_if(seen_events_, [this](const Event& seen) {
    const std::uint32_t at = event_index_.find(seen.name);
    if (at == none) return false;
    const bool is_by_more = events_[at].by != seen.by && events_[at].by != 0;
    return !is_by_more && (seen.alone || !events_[at].alone);
  });
  seen_known_pairs_.clear();
  std::erase_if(seen_pairs_, [this](const SeenPair& seen) {
    const std::uint32_t reader = event_index_.find(seen.reader);
    const std::uint32_t source = seen.source == 0 ? none : event_index_.find(seen.source);
    if (reader == none || (seen.source != 0 && source == none)) return false;
    const std::uint32_t at = pair_index_.find(key_of(reader, source, seen.own));
    if (at != none) seen_known_pairs_.push_back(at);
    return at != none;
  });
  std::erase_if(seen_sections_, [this](const SeenSection& seen) {
    const std::uint32_t taken = event_index_.find(seen.taken);
    const std::uint32_t inside = event_index_.find(seen.inside);
    return taken != none && inside != none &&
           section_index_.find(key_of(taken, inside, false)) != none;
  });
}

void ReadsFrom::write_lesson(ByteWriter& lesson) const {
  lesson.put_list(std::span<const std::uint32_t>(seen_known_pairs_));
  lesson.put_list(std::span<const Event>(seen_events_));
  lesson.put_list(std::span<const SeenPair>(seen_pairs_));
  lesson.put_list(std::span<const SeenSection>(seen_sections_));
  lesson.put(aim_key_);
  lesson.put_list(std::span<const std::uint32_t>(aimed_));
}

void ReadsFrom::learn(ByteReader& lesson) {
  lesson.get_list(seen_known_pairs_);
  lesson.get_list(seen_events_);
  lesson.get_list(seen_pairs_);
  lesson.get_list(seen_sections_);
  aim_key_ = lesson.get<std::uint64_t>();
  lesson.get_list(aimed_);
  learn_events();
  learn_pairs();
  learn_sections();
  learn_aim();
}

void ReadsFrom::learn_events() {
  const auto known = static_cast<std::uint32_t>(events_.size());
  for (const Event& event : seen_events_) add_event(event);
  for (std::uint32_t i = known; i < events_.size(); ++i) {
    add_possible(i, none);
    for (std::uint32_t other = 0; other <= i; ++other) {
      add_possible(i, other);
      if (other != i) add_possible(other, i);
    }
  }
}

void ReadsFrom::add_event(const Event& event) {
  const auto next = static_cast<std::uint32_t>(events_.size());
  std::uint32_t at = event_index_.find(event.name);
  if (at == none) {
    if (next >= events_most) return;
    event_index_.add(event.name, next);
    events_.push_back(event);
    return;
  }
  if (events_[at].by != event.by) events_[at].by = 0;
  if (!event.alone) events_[at].alone = false;
}

// A pair that no run has shown, but that one might show.
void ReadsFrom::add_possible(std::uint32_t reader, std::uint32_t source) {
  const Event& r = events_[reader];
  if (!reads(r.op.kind)) return;
  if (source != none) {
    const Event& s = events_[source];
    if (s.object != r.object || !changes(s.op) || !meets(s.op, r.op)) return;
  }
  pair_of(reader, source, false);
}

std::uint32_t ReadsFrom::pair_of(std::uint32_t reader, std::uint32_t source, bool own) {
  const std::uint64_t key = key_of(reader, source, own);
  const auto next = static_cast<std::uint32_t>(pairs_.size());
  if (next >= pairs_most) return pair_index_.find(key);
  const std::uint32_t at = pair_index_.add(key, next);
  if (at == next) pairs_.push_back({reader, source, own});
  return at;
}

void ReadsFrom::learn_pairs() {
  for (const SeenPair& seen : seen_pairs_) {
    const std::uint32_t reader = event_index_.find(seen.reader);
    const std::uint32_t source = seen.source == 0 ? none : event_index_.find(seen.source);
    if (reader == none || (seen.source != 0 && source == none)) continue;
    const std::uint32_t at = pair_of(reader, source, seen.own);
    if (at != none) seen_known_pairs_.push_back(at);
  }
  for (Pair& pair : pairs_) pair.lately <<= 1;
  showed_new_pair_ = false;
  std::uint64_t set = 0;
  for (const std::uint32_t at : seen_known_pairs_) {
    set += engine::mix(at + 1ULL);
    if (pairs_[at].seen++ == 0) showed_new_pair_ = true;
    pairs_[at].lately |= 1;
  }
  const auto next = static_cast<std::uint32_t>(sets_.size());
  showed_new_set_ = next < sets_most && set_index_.add(set | 1, next) == next;
  if (showed_new_set_) sets_.push_back(set | 1);
}

void ReadsFrom::learn_sections() {
  for (const SeenSection& seen : seen_sections_) {
    const std::uint32_t taken = event_index_.find(seen.taken);
    const std::uint32_t inside = event_index_.find(seen.inside);
    const auto next = static_cast<std::uint32_t>(sections_.size());
    if (taken == none || inside == none || next >= sections_most) continue;
    if (section_index_.add(key_of(taken, inside, false), next) == next) {
      sections_.push_back({taken, inside});
    }
  }
}

void ReadsFrom::learn_aim() {
  if (aim_key_ == 0) return;
  for (const std::uint32_t pair : aimed_) ++pairs_[pair].tried;
  const auto next = static_cast<std::uint32_t>(aims_.size());
  const std::uint32_t at =
      next < aims_most ? aim_index_.add(aim_key_, next) : aim_index_.find(aim_key_);
  if (at == HashIndex::none) return;
  if (at == next) aims_.push_back({aim_key_, 0});
  ++aims_[at].tried;
}

std::uint32_t ReadsFrom::tried(std::uint64_t key) const noexcept {
  const std::uint32_t at = aim_index_.find(key);
  return at == HashIndex::none ? 0 : aims_[at].tried;
}

// --- Saving -------------------------------------------------------------------------------------

void ReadsFrom::save(ByteWriter& to) const noexcept {
  to.put_list(std::span<const Event>(events_));
  to.put_list(std::span<const Pair>(pairs_));
  to.put_list(std::span<const Section>(sections_));
  to.put_list(std::span<const Aim>(aims_));
  to.put_list(std::span<const std::uint64_t>(sets_));
}

void ReadsFrom::resume(ByteReader& from) {
  from.get_list(events_);
  from.get_list(pairs_);
  from.get_list(sections_);
  from.get_list(aims_);
  from.get_list(sets_);
  rebuild();
}

void ReadsFrom::rebuild() {
  for (HashIndex* index :
       {&event_index_, &pair_index_, &section_index_, &aim_index_, &set_index_}) {
    index->clear();
  }
  for (std::uint32_t i = 0; i < events_.size(); ++i) event_index_.add(events_[i].name, i);
  for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
    pair_index_.add(key_of(pairs_[i].reader, pairs_[i].source, pairs_[i].own), i);
  }
  for (std::uint32_t i = 0; i < sections_.size(); ++i) {
    section_index_.add(key_of(sections_[i].taken, sections_[i].inside, false), i);
  }
  for (std::uint32_t i = 0; i < aims_.size(); ++i) aim_index_.add(aims_[i].key, i);
  for (std::uint32_t i = 0; i < sets_.size(); ++i) set_index_.add(sets_[i], i);
}

}  // namespace heddle::strategy
