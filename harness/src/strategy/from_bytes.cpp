#include "strategy/from_bytes.h"

#include <algorithm>

#include "engine/input_draw.h"
#include "strategy/event_priorities.h"
#include "strategy/order.h"

namespace heddle::strategy {
namespace {

using engine::Choice;
using engine::DecisionKind;
using engine::Goroutine;
using Order = FuzzPlan::Order;

// What a draw is for, besides who and what.
constexpr std::uint64_t salt_rank = 1;
constexpr std::uint64_t salt_change = 2;
constexpr std::uint64_t salt_firing = 3;

// Once in 2^(1 + rate % 8).
bool changes_at(std::uint64_t draw, std::uint8_t rate) noexcept {
  return draw >> (63U - rate % 8U) == 0;
}

}  // namespace

bool FromBytes::begin_run(std::uint64_t, std::uint64_t) {
  by_operation_ = !plan_.pairs.empty() || !plan_.delays.empty() || plan_.order != Order::usual;
  members_.clear();
  last_ = nullptr;
  tally_index_.clear();
  tallies_.clear();
  place_index_.clear();
  family_index_.clear();
  object_index_.clear();
  objects_.clear();
  sources_.begin_run();
  seen_.clear();
  pair_done_.assign(plan_.pairs.size(), false);
  for (std::size_t i = 0; i < plan_.pairs.size(); ++i) {
    pair_done_[i] = plan_.pairs[i].reader.kind >= trace::op_kind_count;
  }
  delay_used_.assign(plan_.delays.size(), false);
  offers_ = 0;
  lowerings_ = 0;
  data_at_ = 0;
  // A run that was given up while it drew has left it.
  engine::drawing_input = false;
  if (feedback_ != nullptr) feedback_->begin_run();
  return true;
}

void FromBytes::spawned(Goroutine& goroutine) {
  if (members_.size() <= goroutine.ordinal) members_.resize(goroutine.ordinal + 1);
  Member& added = member(goroutine);
  added.identity = goroutine.identity;
  added.name = goroutine_name(goroutine.identity);
  added.rank = engine::combine(engine::combine(plan_.seed, goroutine.identity), salt_rank);
  if (goroutine.creator != nullptr) {
    Member& creator = member(*goroutine.creator);
    const std::uint64_t place =
        names_.name(engine::OpKind::none, creator.identity, goroutine.made_at);
    const std::uint32_t number = family_index_.add(place | 1, creator.families);
    if (number == creator.families) ++creator.families;
    added.family = engine::combine(creator.family, number + 1);
  }
  if (teaches_) knowledge_->spawned(goroutine);
}

// If one that spins went on being wanted, the others would seldom get to change anything.
void FromBytes::yielded(Goroutine& goroutine) {
  Member& by = member(goroutine);
  by.spun = true;
  by.directed = false;
  if (plan_.order == Order::goroutines) by.rank = (1U << 30U) - ++lowerings_;
}

// --- Names --------------------------------------------------------------------------------------

std::uint32_t FromBytes::tally_of(const Member& by, engine::OpKind kind, std::uint64_t object) {
  const std::uint64_t key =
      engine::combine(by.identity, object + static_cast<std::uint64_t>(kind)) | 1;
  const auto next = static_cast<std::uint32_t>(tallies_.size());
  const std::uint32_t at = tally_index_.add(key, next);
  if (at == next) tallies_.emplace_back();
  return at;
}

// The goroutine's next operation of this sort.
OperationName FromBytes::name_of(const Member& by, engine::OpKind kind, std::uint64_t object,
                                 const Here& at, std::uint32_t tally_at) {
  Tally& tally = tallies_[tally_at];
  const std::uint64_t place = engine::combine(names_.name(kind, object, at), by.identity) | 1;
  const std::uint32_t number = place_index_.add(place, tally.places);
  if (number == tally.places && tally.places < OperationRef::place_most) ++tally.places;
  const std::uint32_t times =
      std::min<std::uint32_t>(tally.times + 1, OperationRef::occurrence_most);
  return {{short_name(by.identity), static_cast<std::uint8_t>(kind),
           static_cast<std::uint8_t>(std::min<std::uint32_t>(number + 1, OperationRef::place_most)),
           short_name(object), static_cast<std::uint8_t>(times)},
          short_name(by.family)};
}

void FromBytes::look_at(const Goroutine& goroutine) {
  Member& by = member(goroutine);
  const engine::Operation& op = goroutine.op;
  const std::uint64_t object = op.object == nullptr ? 0 : op.object->identity;
  // Not every step is told: what it began with is none.
  const bool same = by.next.ref.kind == static_cast<std::uint8_t>(op.kind) && by.object == object;
  if (by.looked_at && same) return;
  by.looked_at = true;
  by.object = object;
  by.tally_at = tally_of(by, op.kind, object);
  by.next = name_of(by, op.kind, object, op.at, by.tally_at);
  const std::uint64_t times = tallies_[by.tally_at].times;
  const std::uint64_t what =
      engine::combine(object + static_cast<std::uint64_t>(op.kind), times ^ by.salt);
  by.priority = engine::combine(engine::combine(plan_.seed, by.identity), what);
}

// --- Exact decisions, as in deviating.h ---------------------------------------------------------

DecisionPlace FromBytes::arrive(DecisionKind kind, const Goroutine* who) {
  Member& by = who == nullptr ? members_.front() : member(*who);  // nobody has the ordinal 0
  return {kind, by.name, std::min(by.done, deviation_done_most), std::min(by.asked++, 255U)};
}

const Deviation* FromBytes::deviation_at(const DecisionPlace& place) const {
  if (plan_.deviations.empty()) return nullptr;
  const auto found = std::lower_bound(
      plan_.deviations.begin(), plan_.deviations.end(), place,
      [](const Deviation& deviation, const DecisionPlace& at) { return deviation.place < at; });
  return found == plan_.deviations.end() || found->place != place ? nullptr : &*found;
}

// What a place draws; 0 for the plan of no bytes, which is the default order.
std::uint64_t FromBytes::drawn(const DecisionPlace& place) const noexcept {
  if (plan_.order == Order::usual && plan_.seed == 0) return 0;
  const std::uint64_t where =
      engine::combine(place.who, std::uint64_t{place.done} << 8U | place.again);
  return engine::combine(engine::combine(plan_.seed, where),
                         static_cast<std::uint64_t>(place.kind));
}

std::uint32_t FromBytes::choose(DecisionKind kind, std::uint32_t n, std::uint32_t) {
  const DecisionPlace place = arrive(kind, last_);
  const bool is_data = engine::drawing_input;
  if (knowledge_ != nullptr && is_data) knowledge_->asked_for_data();
  if (teaches_ && !is_data) knowledge_->asked(place, n);
  if (const Deviation* const wants = deviation_at(place)) {
    return static_cast<std::uint32_t>(wants->taken % n);
  }
  if (is_data) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(plan_.data.size() - data_at_, n - 1));
  }
  return static_cast<std::uint32_t>((drawn(place) >> 32U) * n >> 32U);
}

std::uint64_t FromBytes::random_bits(std::uint32_t) {
  const DecisionPlace place = arrive(DecisionKind::random_low, last_);
  if (teaches_ && !engine::drawing_input) knowledge_->asked(place, 0);
  if (const Deviation* const wants = deviation_at(place)) return wants->taken;
  if (!engine::drawing_input) return drawn(place);
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < 8 && data_at_ < plan_.data.size(); ++i) {
    bits |= std::uint64_t{plan_.data[data_at_++]} << (8U * i);
  }
  return bits;
}

// --- Who goes next ------------------------------------------------------------------------------

bool FromBytes::fires_early() {
  if (plan_.firing == 0) return false;
  const std::uint64_t draw = engine::combine(engine::combine(plan_.seed, ++offers_), salt_firing);
  return draw % plan_.firing == 0;
}

void FromBytes::delay(const Choice& choice) {
  for (std::size_t i = 0; i < plan_.delays.size(); ++i) {
    if (delay_used_[i]) continue;
    // The lowest ordinal of those that are there.
    const Goroutine* found = nullptr;
    for (std::uint32_t k = 0; k < choice.count; ++k) {
      const Goroutine* const g = choice.ready[k];
      if (!covers(plan_.delays[i], member(*g).next)) continue;
      if (found == nullptr || g->ordinal < found->ordinal) found = g;
    }
    if (found == nullptr) continue;
    member(*found).delayed = true;
    delay_used_[i] = true;
  }
}

bool FromBytes::goes_before(const Goroutine& a, const Goroutine& b, const Goroutine& usual) {
  std::uint64_t of_a = 0;
  std::uint64_t of_b = 0;
  switch (plan_.order) {
    case Order::usual:
      of_a = &a == &usual ? 1 : 0;
      of_b = &b == &usual ? 1 : 0;
      break;
    case Order::goroutines:
      of_a = member(a).rank;
      of_b = member(b).rank;
      break;
    case Order::in_turn:
      of_a = ~std::uint64_t{member(a).done};
      of_b = ~std::uint64_t{member(b).done};
      break;
    case Order::events:
    case Order::bursts:
      of_a = member(a).spun ? 0 : member(a).priority;
      of_b = member(b).spun ? 0 : member(b).priority;
      break;
  }
  return of_a != of_b ? of_a > of_b : a.ordinal < b.ordinal;
}

Goroutine* FromBytes::best(const Choice& choice, const Goroutine& usual) {
  for (std::uint32_t i = 0; i < choice.count; ++i) look_at(*choice.ready[i]);
  delay(choice);
  const bool in_burst = plan_.order == Order::bursts && choice.current_ready &&
                        !member(*choice.current).spun &&
                        !changes_at(engine::mix(member(*choice.current).priority), plan_.rate);
  Goroutine* best = nullptr;
  int best_score = 0;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    Goroutine* const g = choice.ready[i];
    constexpr int last = -1'000'000;
    const int of_g = member(*g).delayed ? last : plan_.pairs.empty() ? 0 : score(choice, *g);
    if (best != nullptr && of_g < best_score) continue;
    if (best != nullptr && of_g == best_score) {
      const bool before = in_burst && g == choice.current      ? true
                          : in_burst && best == choice.current ? false
                                                               : goes_before(*g, *best, usual);
      if (!before) continue;
    }
    best = g;
    best_score = of_g;
  }
  return best;
}

// Who conflicts with what is done now draws again, as in pos; a rank is lowered, as in pct.
void FromBytes::picked(const Choice& choice, const Goroutine& next) {
  Member& by = member(next);
  if (plan_.order == Order::goroutines) {
    const std::uint64_t draw = engine::combine(by.priority, salt_change);
    if (changes_at(draw, plan_.rate)) by.rank = (1U << 30U) - ++lowerings_;
  }
  if (plan_.order != Order::events && plan_.order != Order::bursts) return;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    const Goroutine& other = *choice.ready[i];
    if (&other == &next || !conflicting(next.op, other.op)) continue;
    Member& waiting = member(other);
    waiting.salt = engine::combine(waiting.salt, by.priority);
    waiting.looked_at = false;
  }
}

Goroutine* FromBytes::pick(const Choice& choice) {
  Goroutine* const usual = default_pick(choice);
  const DecisionPlace place = arrive(DecisionKind::goroutine, usual);
  Goroutine* next = nullptr;
  if (const Deviation* const wants = deviation_at(place)) {
    if (wants->taken == 0 && choice.clock) return nullptr;
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      if (choice.ready[i]->identity == wants->taken) next = choice.ready[i];
    }
  }
  if (next == nullptr) {
    if (choice.clock && fires_early()) return nullptr;
    next = by_operation_ ? best(choice, *usual) : usual;
  } else if (by_operation_) {
    look_at(*next);
  }
  if (by_operation_) picked(choice, *next);
  last_ = next;
  return next;
}

// --- What a run shows ---------------------------------------------------------------------------

void FromBytes::meet(const engine::Performed& what, std::uint64_t name,
                     const OperationName& operation) {
  const auto next = static_cast<std::uint32_t>(objects_.size());
  if (by_operation_ && object_index_.add(operation.ref.object, next) == next) {
    objects_.push_back(what.touch.object);
  }
  if (reads(what.touch.kind) && feedback_ != nullptr) {
    const Source source = sources_.of(what.touch);
    feedback_->met(name, source.event == 0 ? 0 : seen_[source.event - 1].name,
                   source.ordinal == what.goroutine->ordinal,
                   what.waits || member(*what.goroutine).waits);
  }
  seen_.push_back({operation, name});
  sources_.performed(what.touch, seen_.size(), what.goroutine->ordinal);
  for (std::size_t i = 0; i < plan_.pairs.size(); ++i) {
    const OperationRef& reader = plan_.pairs[i].reader;
    // If others may do it too, it may come again.
    const bool by_one = reader.goroutine == operation.ref.goroutine;
    if (by_one && covers(reader, operation)) pair_done_[i] = true;
  }
}

void FromBytes::performed(const engine::Performed& what) {
  if (what.goroutine == nullptr) {
    if (teaches_) knowledge_->performed(what, 0, {});
    return;
  }
  Member& by = member(*what.goroutine);
  ++by.done;
  by.asked = 0;
  last_ = what.goroutine;
  const std::uint64_t object = what.touch.object;
  const bool with_names = feedback_ != nullptr || teaches_;
  OperationName operation;
  if (by_operation_ || teaches_) {
    const bool known = by.looked_at &&
                       by.next.ref.kind == static_cast<std::uint8_t>(what.touch.kind) &&
                       by.object == object;
    const std::uint32_t at = known ? by.tally_at : tally_of(by, what.touch.kind, object);
    operation = known ? by.next : name_of(by, what.touch.kind, object, what.at, at);
    ++tallies_[at].times;
  }
  by.looked_at = false;
  by.salt = 0;
  by.spun = false;
  by.delayed = false;
  const bool resumed = by.waits;
  if (what.object == nullptr) {
    by.waits = what.waits;
    if (teaches_) knowledge_->performed(what, 0, operation);
    return;
  }
  const std::uint64_t name = with_names ? names_.name(what.touch.kind, object, what.at) : 0;
  if (teaches_) knowledge_->performed(what, name, operation);
  // Who waits to receive meets its source at the end, everybody else at the beginning.
  if (Sources::receives(what.touch.kind) ? !what.waits : !resumed) {
    if (with_names || !plan_.pairs.empty()) meet(what, name, operation);
  }
  by.waits = what.waits;
  if (feedback_ != nullptr) feedback_->performed(what, name);
}

}  // namespace heddle::strategy
