#include "strategy/rfc.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "engine/batch.h"
#include "strategy/order.h"

namespace heddle::strategy {
namespace {

// Sets of pairs that are looked at before each run.
constexpr std::uint32_t draws = 24;
// One pair in so many is drawn from those never seen nor tried.
constexpr std::uint32_t fresh_one_in = 3;

// What a set costs: for each run that aimed at it, for each try of a pair that nobody has ever seen
// (it may be impossible), for each run that showed all of it lately.
constexpr std::uint64_t cost_tried = 64;
constexpr std::uint64_t cost_never_seen = 4;
constexpr std::uint64_t cost_seen_together = 4;
constexpr std::uint32_t tries_most = 8;  // that count for one pair

constexpr int wanted_now = 2;
constexpr int wanted = 1;
constexpr int in_the_way = -1;
constexpr int not_yet = -2;

}  // namespace

Rfc::Rfc() : Rfc(std::make_shared<ReadsFrom>(), true) {}
Rfc::Rfc(std::shared_ptr<ReadsFrom> known) : Rfc(std::move(known), false) {}
Rfc::Rfc(std::shared_ptr<ReadsFrom> known, bool own)
    : Learning(own ? std::initializer_list<Knowledge*>{known.get()}
                   : std::initializer_list<Knowledge*>{}),
      known_(std::move(known)) {}

// --- What to aim at -----------------------------------------------------------------------------

void Rfc::list_candidates() {
  candidates_.clear();
  fresh_.clear();
  const auto pairs = known_->pairs();
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    if (!known_->depends_on_others(pairs[i])) continue;
    candidates_.push_back(i);
    if (pairs[i].seen == 0 && pairs[i].tried == 0) fresh_.push_back(i);
  }
}

Rfc::Set Rfc::drawn_set() {
  const auto pairs = known_->pairs();
  Set set;
  const std::uint32_t size = 1 + rng_.below(aims_most);
  for (std::uint32_t i = 0; i < size; ++i) {
    const bool fresh = !fresh_.empty() && rng_.one_in(fresh_one_in);
    const std::vector<std::uint32_t>& from = fresh ? fresh_ : candidates_;
    const std::uint32_t pair = from[rng_.below(static_cast<std::uint32_t>(from.size()))];
    const auto all = set.all();
    const bool has_reader = std::any_of(all.begin(), all.end(), [&](std::uint32_t other) {
      return pairs[other].reader == pairs[pair].reader;
    });
    if (!has_reader) set.pairs[set.size++] = pair;
  }
  return set;
}

// A number that stands for the set; the order of its pairs means nothing.
static std::uint64_t key_of_pairs(std::span<const std::uint32_t> pairs) noexcept {
  std::uint64_t key = pairs.size();
  for (const std::uint32_t pair : pairs) key += engine::mix(pair + 1ULL);
  return engine::mix(key) | 1;
}

std::uint64_t Rfc::cost_of(const Set& set) const {
  std::uint64_t cost = cost_tried * known_->tried(key_of_pairs(set.all()));
  std::uint64_t together = ~std::uint64_t{0};
  for (const std::uint32_t index : set.all()) {
    const ReadsFrom::Pair& pair = known_->pairs()[index];
    together &= pair.lately;
    if (pair.seen == 0) cost += cost_never_seen * std::min(pair.tried, tries_most);
  }
  return cost + cost_seen_together * static_cast<std::uint64_t>(std::popcount(together));
}

void Rfc::choose_aims() {
  aims_.clear();
  lifted_.clear();
  if (candidates_.empty()) return;
  Set best;
  std::uint64_t best_cost = ~std::uint64_t{0};
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const Set set = drawn_set();
    const std::uint64_t cost = cost_of(set);
    if (cost >= best_cost) continue;
    best = set;
    best_cost = cost;
  }
  aim_at(best);
}

void Rfc::aim_at(const Set& set) {
  known_->aim(key_of_pairs(set.all()), set.all());
  const auto events = known_->events();
  for (const std::uint32_t index : set.all()) {
    const ReadsFrom::Pair& pair = known_->pairs()[index];
    const ReadsFrom::Event& reader = events[pair.reader];
    // Who reads when nobody else is left meets the last source: that has to wait.
    const bool late = rng_.one_in(2) || reader.alone;
    aims_.push_back({reader.object, pair.source == ReadsFrom::none ? 0 : events[pair.source].name,
                     pair.source, pair.reader, late, false});
  }
  for (const ReadsFrom::Section& section : known_->sections()) {
    if (is_aimed_at(events[section.inside].object)) lifted_.push_back(section);
  }
}

bool Rfc::is_aimed_at(std::uint64_t object) const noexcept {
  return std::any_of(aims_.begin(), aims_.end(),
                     [object](const Aim& aim) { return aim.object == object; });
}

// --- A run --------------------------------------------------------------------------------------

void Rfc::prepare(std::uint64_t index) {
  priorities_.begin_run();
  spun_.clear();
  if (const std::uint64_t batch = engine::batch_begin(index); batch != listed_for_) {
    listed_for_ = batch;
    list_candidates();
  }
  keeps_order_ = rng_.one_in(2);
  choose_aims();
}

void Rfc::arrived(engine::Goroutine& goroutine) {
  priorities_.spawned(goroutine, rng_);
  if (spun_.size() <= goroutine.ordinal) spun_.resize(goroutine.ordinal + 1, false);
}

// If a reader that spins went on being wanted, the others would seldom get to change anything.
void Rfc::yielded(engine::Goroutine& goroutine) {
  priorities_.yielded(goroutine);
  spun_[goroutine.ordinal] = true;
}

// A reader that only one goroutine does is taken to have done its part; others may have more to do.
void Rfc::saw(const engine::Performed& what) {
  if (what.goroutine == nullptr || !is_aimed_at(what.touch.object)) return;
  const std::uint32_t event = known_->event_of(what.touch.kind, what.touch.object, what.at);
  for (Aim& aim : aims_) {
    if (aim.reader == event && known_->events()[event].by != 0) aim.done = true;
  }
}

bool Rfc::reader_waits(const engine::Choice& choice, const Aim& aim) const {
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    const engine::Operation& op = choice.ready[i]->op;
    if (op.object == nullptr || op.object->identity != aim.object) continue;
    if (known_->event_of(op) == aim.reader) return true;
  }
  return false;
}

// How welcome an operation is; `event` is what is known of it, or none.
int Rfc::score_of(const engine::Choice& choice, const engine::Goroutine& goroutine,
                  const trace::Touch& op, std::uint32_t event) const {
  int sum = 0;
  for (const Aim& aim : aims_) {
    if (aim.object != op.object || aim.done) continue;
    const trace::Touch& reader = known_->events()[aim.reader].op;
    const Source now = known_->sources().of(reader);
    const bool matches = now.event == aim.source_name;
    if (event == aim.reader) {
      if (aim.source_name == 0) {
        // Once something was done to the object there is nothing to wait for.
        if (matches) sum += wanted_now;
      } else {
        sum += matches && now.ordinal != goroutine.ordinal ? wanted_now : not_yet;
      }
    } else if (meets(op, reader)) {
      if (event != aim.source) {
        if (matches) sum += in_the_way;
      } else if (!matches) {
        sum += !aim.late || reader_waits(choice, aim) ? wanted : in_the_way;
      }
    }
  }
  return sum;
}

int Rfc::score(const engine::Choice& choice, const engine::Goroutine& goroutine) const {
  const engine::Operation& op = goroutine.op;
  if (op.object == nullptr || spun_[goroutine.ordinal]) return 0;
  const auto events = known_->events();
  const std::uint64_t object = op.object->identity;
  const bool aimed = is_aimed_at(object);
  const bool lifted = std::any_of(lifted_.begin(), lifted_.end(), [&](const auto& section) {
    return events[section.taken].object == object;
  });
  if (!aimed && !lifted) return 0;
  const std::uint32_t event = known_->event_of(op);
  int sum = aimed ? score_of(choice, goroutine, op.touch(), event) : 0;
  if (event == ReadsFrom::none) return sum;
  for (const ReadsFrom::Section& section : lifted_) {
    if (section.taken != event) continue;
    sum += score_of(choice, goroutine, events[section.inside].op, section.inside);
  }
  return sum;
}

engine::Goroutine* Rfc::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  const engine::Goroutine* const first = keeps_order_ ? default_pick(choice) : nullptr;
  const auto before = [&](const engine::Goroutine& a, const engine::Goroutine& b) {
    if (!keeps_order_) return priorities_.higher(a, b);
    return &a == first || (&b != first && a.ordinal < b.ordinal);
  };
  engine::Goroutine* best = nullptr;
  int best_score = 0;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    engine::Goroutine* g = choice.ready[i];
    const int of_g = aims_.empty() ? 0 : score(choice, *g);
    if (best != nullptr && (of_g < best_score || (of_g == best_score && !before(*g, *best)))) {
      continue;
    }
    best = g;
    best_score = of_g;
  }
  priorities_.performs(choice, *best, rng_);
  return best;
}

}  // namespace heddle::strategy
