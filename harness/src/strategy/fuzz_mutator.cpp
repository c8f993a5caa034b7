#include "strategy/fuzz_mutator.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

namespace heddle::strategy {
namespace {

using Order = FuzzPlan::Order;

constexpr std::uint8_t usual_firing = 8;
constexpr std::uint64_t delays_at_first = 2;
constexpr std::uint64_t aims_at_first = 7;  // after those
// Of a hundred plans.
constexpr std::uint32_t altered_percent = 30;
constexpr std::uint32_t aimed_percent = 60;  // of the rest
constexpr std::uint32_t delayed_percent = 14;

template <class List>
bool drop_one(List& list, engine::Rng& rng) {
  if (list.empty()) return false;
  list.erase(list.begin() + rng.below(static_cast<std::uint32_t>(list.size())));
  return true;
}

template <class List>
void keep_some(List& list, const List& other, engine::Rng& rng) {
  List some;
  for (const auto& item : list) {
    if (!rng.one_in(2)) some.push_back(item);
  }
  for (const auto& item : other) {
    const bool there = std::find(some.begin(), some.end(), item) != some.end();
    if (!there && !rng.one_in(2)) some.push_back(item);
  }
  list = std::move(some);
}

}  // namespace

// --- From nothing -------------------------------------------------------------------------------

void FuzzMutator::add_pair(FuzzPlan& plan, std::uint32_t pair, engine::Rng& rng) const {
  const ReadsFrom& known = known_.reads_from();
  const auto events = known.events();
  const ReadsFrom::Pair& wanted = known.pairs()[pair];
  const ReadsFrom::Event& reader = events[wanted.reader];
  FuzzPlan::Pair added;
  added.reader = known_.meant(wanted.reader, rng);
  added.from_nothing = wanted.source == ReadsFrom::none;
  if (!added.from_nothing) added.source = known_.meant(wanted.source, rng);
  // Who reads when nobody else is left meets the last source: that has to wait.
  added.late = rng.one_in(2) || reader.alone;
  plan.pairs.push_back(added);
  for (const ReadsFrom::Section& section : known.sections()) {
    if (plan.lifts.size() == lifts_most) break;
    if (events[section.inside].object != reader.object) continue;
    const FuzzPlan::Lift lift{known_.broadly(section.taken), known_.broadly(section.inside)};
    const bool there = std::find(plan.lifts.begin(), plan.lifts.end(), lift) != plan.lifts.end();
    if (!there) plan.lifts.push_back(lift);
  }
}

bool FuzzMutator::aim(FuzzPlan& plan, engine::Rng& rng) {
  if (known_.aims().none()) return false;
  const AimSet set = known_.aims().choose(known_.reads_from(), rng);
  aim_key_ = set.key();
  aimed_.assign(set.all().begin(), set.all().end());
  plan.order = rng.one_in(2) ? Order::usual : Order::events;
  plan.seed = rng.next();
  plan.firing = usual_firing;
  for (const std::uint32_t pair : set.all()) add_pair(plan, pair, rng);
  return true;
}

bool FuzzMutator::delay(FuzzPlan& plan, engine::Rng& rng) {
  const std::uint32_t place = known_.delays().choose(known_.reads_from(), rng);
  if (place == ReadsFrom::none) return false;
  aim_key_ = DelayPlaces::key(place);
  // The first ones as the default order would meet them.
  const bool broadly = made_ <= delays_at_first;
  plan.delays.push_back(broadly ? known_.broadly(place) : known_.meant(place, rng));
  return true;
}

void FuzzMutator::sample(FuzzPlan& plan, engine::Rng& rng) {
  static constexpr Order orders[] = {Order::events,     Order::events,     Order::events,
                                     Order::goroutines, Order::goroutines, Order::bursts};
  plan.order = orders[rng.below(std::size(orders))];
  plan.rate = static_cast<std::uint8_t>(rng.below(8));
  plan.firing = usual_firing;
  plan.seed = rng.next();
}

void FuzzMutator::invent(FuzzPlan& plan, engine::Rng& rng) {
  std::vector<std::uint8_t> data = std::move(plan.data);
  plan.clear();
  plan.data = std::move(data);
  // The first ones are those that find most.
  const std::uint32_t draw = rng.below(100);
  const bool early = made_ <= delays_at_first;
  if (early || draw < delayed_percent) {
    if (delay(plan, rng)) return;
  }
  if (draw < delayed_percent + aimed_percent || made_ <= delays_at_first + aims_at_first) {
    if (aim(plan, rng)) return;
  }
  sample(plan, rng);
}

// --- From another plan --------------------------------------------------------------------------

bool FuzzMutator::add_known_pair(FuzzPlan& plan, engine::Rng& rng) const {
  if (known_.aims().none() || plan.pairs.size() == pairs_most) return false;
  const AimSet set = known_.aims().choose(known_.reads_from(), rng);
  add_pair(plan, set.pairs[rng.below(set.size)], rng);
  return true;
}

bool FuzzMutator::add_value(FuzzPlan& plan, engine::Rng& rng) const {
  const auto asked = known_.asked();
  if (asked.empty()) return false;
  const FuzzKnowledge::Asked& place = asked[rng.below(static_cast<std::uint32_t>(asked.size()))];
  const std::uint64_t value =
      place.choices == 0 ? rng.next() : std::uint64_t{rng.below(place.choices)};
  const auto at = std::lower_bound(
      plan.deviations.begin(), plan.deviations.end(), place.place,
      [](const Deviation& deviation, const DecisionPlace& to) { return deviation.place < to; });
  if (at != plan.deviations.end() && at->place == place.place) {
    at->taken = value;
  } else {
    plan.deviations.insert(at, {place.place, value});
  }
  return true;
}

bool FuzzMutator::change_value(FuzzPlan& plan, engine::Rng& rng) const {
  if (change_bytes_ == nullptr || plan.deviations.empty()) return false;
  Deviation& chosen =
      plan.deviations[rng.below(static_cast<std::uint32_t>(plan.deviations.size()))];
  if (chosen.place.kind == engine::DecisionKind::goroutine) return false;
  std::array<std::uint8_t, 8> bytes{};
  for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(chosen.taken >> (8 * i));
  change_bytes_(bytes.data(), bytes.size(), bytes.size());
  chosen.taken = 0;
  for (unsigned i = 0; i < 8; ++i) chosen.taken |= std::uint64_t{bytes[i]} << (8 * i);
  return true;
}

bool FuzzMutator::change_data(FuzzPlan& plan, std::size_t most) const {
  if (change_bytes_ == nullptr || most == 0) return false;
  const std::size_t size = std::min(plan.data.size(), most);
  plan.data.resize(most);
  plan.data.resize(change_bytes_(plan.data.data(), size, most));
  return true;
}

bool FuzzMutator::alter_once(FuzzPlan& plan, engine::Rng& rng) {
  const auto one_of = [&](auto& list) -> auto& {
    return list[rng.below(static_cast<std::uint32_t>(list.size()))];
  };
  switch (rng.below(12)) {
    case 0:
    case 1:
    case 2: return add_known_pair(plan, rng);
    case 3: return drop_one(plan.pairs, rng);
    case 4:
      if (plan.pairs.empty()) return false;
      one_of(plan.pairs).late ^= true;
      return true;
    case 5:
      if (plan.pairs.empty()) return false;
      one_of(plan.pairs).negated ^= true;
      return true;
    case 6:
      if (plan.delays.size() == delays_most) return false;
      return delay(plan, rng);
    case 7: return drop_one(plan.delays, rng) || drop_one(plan.deviations, rng);
    case 8: plan.seed = rng.next(); return true;
    case 9: {
      const std::vector<FuzzPlan::Pair> pairs = std::move(plan.pairs);
      sample(plan, rng);
      plan.pairs = pairs;
      return true;
    }
    case 10: return add_value(plan, rng);
    default: return change_value(plan, rng);
  }
}

void FuzzMutator::alter(FuzzPlan& plan, engine::Rng& rng) {
  const std::uint32_t times = 1 + rng.below(3);
  std::uint32_t done = 0;
  for (unsigned tries = 0; tries < 32 && done < times; ++tries) done += alter_once(plan, rng);
  if (done == 0) plan.seed = rng.next();
}

void FuzzMutator::mutate(FuzzPlan& plan, engine::Rng& rng, std::size_t data_most) {
  ++made_;
  aim_key_ = 0;
  aimed_.clear();
  if (known_.takes_data() && !rng.one_in(3) && change_data(plan, data_most) && !rng.one_in(3)) {
    return;
  }
  if (made_ > delays_at_first + aims_at_first && rng.below(100) < altered_percent) {
    alter(plan, rng);
    aim_key_ = 0;
  } else {
    invent(plan, rng);
  }
}

void FuzzMutator::cross(FuzzPlan& plan, const FuzzPlan& other, engine::Rng& rng) {
  if (rng.one_in(2)) {
    plan.order = other.order;
    plan.rate = other.rate;
    plan.firing = other.firing;
  }
  if (rng.one_in(2)) plan.seed = other.seed;
  if (rng.one_in(2)) plan.data = other.data;
  keep_some(plan.pairs, other.pairs, rng);
  keep_some(plan.delays, other.delays, rng);
  keep_some(plan.deviations, other.deviations, rng);
  for (const FuzzPlan::Lift& lift : other.lifts) {
    const bool there = std::find(plan.lifts.begin(), plan.lifts.end(), lift) != plan.lifts.end();
    if (!there && plan.lifts.size() < lifts_most) plan.lifts.push_back(lift);
  }
  std::sort(plan.deviations.begin(), plan.deviations.end());
  if (plan.pairs.size() > pairs_most) plan.pairs.resize(pairs_most);
  if (plan.delays.size() > delays_most) plan.delays.resize(delays_most);
}

}  // namespace heddle::strategy
