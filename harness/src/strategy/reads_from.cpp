#include "strategy/reads_from.h"

#include <algorithm>

#include "engine/observer.h"

namespace heddle::strategy {
namespace {

using engine::OpKind;
using trace::Role;

bool takes(OpKind kind) noexcept {
  const Role role = trace::info(kind).role;
  return role == Role::acquire || role == Role::acquire_share;
}

bool gives_back(OpKind kind) noexcept {
  const Role role = trace::info(kind).role;
  return role == Role::release || role == Role::release_share;
}

bool transfers(OpKind kind) noexcept { return Sources::sends(kind) || Sources::receives(kind); }

std::uint64_t hash_of(std::uint64_t a, std::uint64_t b, bool own) noexcept {
  return engine::combine(engine::combine(a, b), own ? 1 : 0) | 1;
}

std::uint64_t all_kinds() noexcept {
  std::uint64_t kinds = 0;
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
  sections_.reserve(sections_most);
  aims_.reserve(aims_most);
  aimed_.reserve(8);
}

std::uint64_t ReadsFrom::kinds() const noexcept {
  static const std::uint64_t kinds = all_kinds();
  return kinds;
}

// --- A run --------------------------------------------------------------------------------------

void ReadsFrom::begin_run() {
  sources_.begin_run();
  followers_.clear();
  seen_events_.clear();
  seen_pairs_.clear();
  seen_sections_.clear();
  seen_event_index_.clear();
  seen_pair_index_.clear();
  seen_section_index_.clear();
  aimed_.clear();
}

void ReadsFrom::spawned(const engine::Goroutine& goroutine) {
  if (followers_.size() <= goroutine.ordinal) followers_.resize(goroutine.ordinal + 1);
}

void ReadsFrom::performed(const engine::Performed& what) {
  if (what.goroutine == nullptr || what.object == nullptr) return;
  const engine::Goroutine& by = *what.goroutine;
  if (by.ordinal >= followers_.size()) return;
  Follower& follower = followers_[by.ordinal];
  const bool resumed = follower.waits;
  follower.waits = what.waits;
  const trace::Touch& op = what.touch;
  const std::uint64_t name = names_.name(op.kind, op.object, what.at);
  see_event(op, name, by);
  // Who waits to receive meets its source at the end, everybody else at the beginning.
  const bool meets_now = Sources::receives(op.kind) ? !what.waits : !resumed;
  if (meets_now && reads(op.kind)) see_pair(name, sources_.of(op), by.ordinal);
  if (Sources::receives(op.kind) ? what.waits : resumed) return;
  sources_.performed(op, name, by.ordinal);
  follow(follower, op, name);
}

void ReadsFrom::follow(Follower& follower, const trace::Touch& op, std::uint64_t name) {
  std::uint32_t ends = follower.open_count;
  for (std::uint32_t i = 0; i < follower.open_count; ++i) {
    Open& open = follower.open[i];
    if (open.object == op.object) {
      // The same direction again: the token is another one.
      if (gives_back(op.kind) || transfers(op.kind)) ends = i;
    } else if (open.inside_count < inside_most) {
      open.inside[open.inside_count++] = name;
    }
  }
  const bool ended = ends < follower.open_count;
  const bool turned = ended && transfers(op.kind) &&
                      Sources::sends(op.kind) != Sources::sends(follower.open[ends].kind);
  if (ended) close(follower, ends);
  const bool begins = takes(op.kind) || (transfers(op.kind) && !turned);
  if (!begins || follower.open_count == open_most) return;
  Open& open = follower.open[follower.open_count++];
  open.object = op.object;
  open.taken = name;
  open.kind = op.kind;
  open.inside_count = 0;
}

void ReadsFrom::close(Follower& follower, std::uint32_t place) {
  const Open& open = follower.open[place];
  for (std::uint32_t i = 0; i < open.inside_count; ++i) {
    const std::uint64_t hash = hash_of(open.taken, open.inside[i], false);
    const auto next = static_cast<std::uint32_t>(seen_sections_.size());
    if (next < sections_most && seen_section_index_.add(hash, next) == next) {
      seen_sections_.push_back({open.taken, open.inside[i]});
    }
  }
  follower.open[place] = follower.open[--follower.open_count];
}

void ReadsFrom::see_event(const trace::Touch& op, std::uint64_t name,
                          const engine::Goroutine& by) {
  const auto next = static_cast<std::uint32_t>(seen_events_.size());
  if (next >= events_most) return;
  const std::uint32_t at = seen_event_index_.add(name, next);
  if (at == next) {
    trace::Touch plain = op;
    plain.facts = 0;
    seen_events_.push_back({name, op.object, plain, by.identity});
  } else if (seen_events_[at].by != by.identity) {
    seen_events_[at].by = 0;
  }
}

void ReadsFrom::see_pair(std::uint64_t reader, const Source& source, std::uint32_t by) {
  const bool own = source.ordinal == by;
  const auto next = static_cast<std::uint32_t>(seen_pairs_.size());
  if (next >= pairs_most) return;
  if (seen_pair_index_.add(hash_of(reader, source.event, own), next) == next) {
    seen_pairs_.push_back({reader, source.event, own});
  }
}

void ReadsFrom::aim(std::span<const std::uint32_t> pairs) {
  aimed_.assign(pairs.begin(), pairs.end());
}

// --- Learning -----------------------------------------------------------------------------------

void ReadsFrom::write_lesson(ByteWriter& lesson) const {
  lesson.put_list(std::span<const Event>(seen_events_));
  lesson.put_list(std::span<const SeenPair>(seen_pairs_));
  lesson.put_list(std::span<const SeenSection>(seen_sections_));
  lesson.put_list(std::span<const std::uint32_t>(aimed_));
}

void ReadsFrom::learn(ByteReader& lesson) {
  const std::size_t known_events = events_.size();
  lesson.get_list(seen_events_);
  lesson.get_list(seen_pairs_);
  lesson.get_list(seen_sections_);
  lesson.get_list(aimed_);
  for (const Event& event : seen_events_) add_event(event);
  for (std::size_t i = known_events; i < events_.size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    add_possible(index, none);
    for (std::uint32_t other = 0; other <= index; ++other) {
      add_possible(index, other);
      if (other != index) add_possible(other, index);
    }
  }
  showed_new_ = false;
  for (const SeenPair& seen : seen_pairs_) {
    const std::uint32_t reader = event_index_.find(seen.reader);
    const std::uint32_t source = seen.source == 0 ? none : event_index_.find(seen.source);
    if (reader == none || (seen.source != 0 && source == none)) continue;
    const std::uint32_t pair = pair_of(reader, source, seen.own);
    if (pair == none) continue;
    if (pairs_[pair].seen++ == 0) showed_new_ = true;
  }
  for (const SeenSection& seen : seen_sections_) {
    const std::uint32_t taken = event_index_.find(seen.taken);
    const std::uint32_t inside = event_index_.find(seen.inside);
    if (taken == none || inside == none || sections_.size() >= sections_most) continue;
    const auto next = static_cast<std::uint32_t>(sections_.size());
    if (section_index_.add(hash_of(taken, inside, false), next) == next) {
      sections_.push_back({taken, inside});
    }
  }
  for (const std::uint32_t pair : aimed_) ++pairs_[pair].tried;
  if (aimed_.empty()) return;
  const std::uint64_t key = key_of(aimed_);
  const auto next = static_cast<std::uint32_t>(aims_.size());
  const std::uint32_t at = next < aims_most ? aim_index_.add(key, next) : aim_index_.find(key);
  if (at == next && next < aims_most) aims_.push_back({key, 0});
  if (at != HashIndex::none) ++aims_[at].tried;
}

void ReadsFrom::add_event(const Event& event) {
  const auto next = static_cast<std::uint32_t>(events_.size());
  if (next >= events_most && event_index_.find(event.name) == none) return;
  const std::uint32_t at = event_index_.add(event.name, next);
  if (at == next) {
    events_.push_back(event);
  } else if (events_[at].by != event.by) {
    events_[at].by = 0;
  }
}

// A pair that no run has shown, but that one might show: by somebody else's doing.
void ReadsFrom::add_possible(std::uint32_t reader, std::uint32_t source) {
  const Event& r = events_[reader];
  if (!reads(r.op.kind)) return;
  if (source != none) {
    const Event& s = events_[source];
    if (s.object != r.object || !meets(s.op, r.op)) return;
  }
  pair_of(reader, source, false);
}

std::uint32_t ReadsFrom::pair_of(std::uint32_t reader, std::uint32_t source, bool own) {
  const std::uint64_t hash = hash_of(reader, std::uint64_t{source} + 1, own);
  const auto next = static_cast<std::uint32_t>(pairs_.size());
  if (next >= pairs_most) return pair_index_.find(hash);
  const std::uint32_t at = pair_index_.add(hash, next);
  if (at == next) pairs_.push_back({reader, source, own});
  return at;
}

std::uint32_t ReadsFrom::event_of(const engine::Operation& op) noexcept {
  return event_index_.find(names_.name(op.kind, op.object->identity, op.at));
}

std::uint32_t ReadsFrom::tried(std::uint64_t key) const noexcept {
  const std::uint32_t at = aim_index_.find(key);
  return at == HashIndex::none ? 0 : aims_[at].tried;
}

std::uint64_t ReadsFrom::key_of(std::span<const std::uint32_t> pairs) noexcept {
  // Their order means nothing.
  std::uint64_t key = pairs.size();
  for (const std::uint32_t pair : pairs) key += engine::mix(pair + 1ULL);
  return engine::mix(key) | 1;
}

// --- Saving -------------------------------------------------------------------------------------

void ReadsFrom::save(ByteWriter& to) const noexcept {
  to.put_list(std::span<const Event>(events_));
  to.put_list(std::span<const Pair>(pairs_));
  to.put_list(std::span<const Section>(sections_));
  to.put_list(std::span<const Aim>(aims_));
}

void ReadsFrom::resume(ByteReader& from) {
  from.get_list(events_);
  from.get_list(pairs_);
  from.get_list(sections_);
  from.get_list(aims_);
  rebuild();
}

void ReadsFrom::rebuild() {
  event_index_.clear();
  pair_index_.clear();
  section_index_.clear();
  aim_index_.clear();
  for (std::uint32_t i = 0; i < events_.size(); ++i) event_index_.add(events_[i].name, i);
  for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
    const Pair& pair = pairs_[i];
    pair_index_.add(hash_of(pair.reader, std::uint64_t{pair.source} + 1, pair.own), i);
  }
  for (std::uint32_t i = 0; i < sections_.size(); ++i) {
    section_index_.add(hash_of(sections_[i].taken, sections_[i].inside, false), i);
  }
  for (std::uint32_t i = 0; i < aims_.size(); ++i) aim_index_.add(aims_[i].key, i);
}

}  // namespace heddle::strategy
