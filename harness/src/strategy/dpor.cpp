#include "strategy/dpor.h"

#include <algorithm>

namespace heddle::strategy {

using dpor::Move;
using dpor::Path;
using dpor::Touches;

Dpor::Dpor(std::int32_t bound, bool commute) : bound_(bound < 0 ? -1 : bound), commute_(commute) {
  touches_.let_additions_commute(commute);
  slots_.of(0);  // the clock
  if (bound_ < 0) return;
  // Whether it makes a difference cannot be found out afterwards.
  state_.orders_counts = true;
  state_.tells_waits = true;
  touches_.order_counts(true);
  touches_.tell_waits_from_dones(true);
}

std::string Dpor::spec() const {
  std::string keys;
  if (bound_ >= 0) keys = ":bound=" + std::to_string(bound_);
  if (commute_) keys += keys.empty() ? ":commute=1" : ",commute=1";
  return "dpor" + keys;
}

bool Dpor::begin_run(std::uint64_t, std::uint64_t seed) {
  if (state_.gave_up) return false;
  if (!state_.started) {
    state_.started = true;
    state_.seed = engine::mix(seed);
  } else if (!state_.poised && !advance()) {
    return false;
  }
  state_.poised = false;
  state_.position = 0;
  state_.told = 0;
  state_.lost = false;
  state_.is_redundant = false;
  state_.blocked = false;
  state_.done = 0;
  state_.ended = false;
  state_.in_run = true;
  rng_ = engine::Rng(state_.seed);
  state_.goroutines = 0;
  std::fill(goroutines_.begin(), goroutines_.end(), nullptr);
  ready_.reserve(goroutines_.size());
  return true;
}

// Looks for the next run.
bool Dpor::advance() {
  if (!state_.lost && !state_.starts_over) return backtrack();
  if (state_.is_part) return false;
  if (state_.lost && state_.restarts++ == restarts_max) {
    state_.gave_up = true;
    return false;
  }
  start_over();
  return true;
}

void Dpor::start_over() {
  touches_.tell_waits_from_dones(state_.tells_waits);
  touches_.order_counts(state_.orders_counts);
  path_.clear();
  for (const Place& place : places_) trees_.drop(place.planned);
  places_.clear();
  sleepers_.clear();
  place_ready_.clear();
  chosen_.clear();
  first_chosen_.clear();
  all_values_.clear();
  races_.clear();
  disarming_.clear();
  state_.classes = 0;
  state_.redundant = 0;
  state_.real = 0;
  state_.floor = 0;
  state_.is_part = false;
  trusted_.clear();
  state_.lost = false;
  state_.shared = 0;
  state_.has_move = false;
  state_.starts_over = false;
  state_.behind = 0;
  state_.open = false;
}

// --- The next run -------------------------------------------------------------------------------

// Finds the deepest place that has a branch left.
bool Dpor::backtrack() {
  while (places_.size() > state_.floor) {
    if (places_.size() == path_.size()) {
      if (try_next_value()) return true;
      finish_branch();
    }
    Place& place = places_.back();
    if (place.planned != 0) {
      take_branch(place);
      return true;
    }
    if (place.elsewhere) {
      leave_free(place);
      return true;
    }
    sleepers_.resize(place.first_sleeper);
    if (bound_ >= 0) place_ready_.resize(place.first_ready);
    places_.pop_back();
  }
  return false;
}

// Of the values that the last step has chosen: those that the branch prescribed.
std::uint32_t Dpor::planned_values(std::uint32_t step) {
  std::uint32_t values = 0;
  for (std::size_t i = first_chosen_[step]; i < chosen_.size() && chosen_[i].planned; ++i) {
    values = values_.with(values, chosen_[i].value);
  }
  return values;
}

bool Dpor::try_next_value() {
  const std::uint32_t last = path_.size() - 1;
  std::size_t end = chosen_.size();
  while (end > first_chosen_[last] &&
         (chosen_[end - 1].planned || chosen_[end - 1].value + 1 == chosen_[end - 1].n)) {
    --end;
  }
  if (end == first_chosen_[last]) return false;
  chosen_.resize(end);
  ++chosen_.back().value;
  Place& place = places_.back();
  place.touches = touches_.both(place.touches, path_[last].touches);
  state_.move = {path_[last].slot, Touches::nothing, planned_values(last)};
  state_.behind = 0;
  state_.first_chosen = first_chosen_[last];
  state_.shared = last;
  state_.has_move = true;
  path_.cut_back(last);
  first_chosen_.pop_back();
  all_values_.pop_back();
  return true;
}

// The last step's branch is done: its goroutine sleeps at the place before it.
void Dpor::finish_branch() {
  const std::uint32_t last = path_.size() - 1;
  Place& place = places_.back();
  const std::uint32_t touches = touches_.both(place.touches, path_[last].touches);
  sleepers_.push_back(
      {{path_[last].slot, touches, planned_values(last)}, place.ends_run || place.elsewhere});
  ++place.explored;
  chosen_.resize(first_chosen_[last]);
  path_.cut_back(last);
  first_chosen_.pop_back();
  all_values_.pop_back();
}

void Dpor::take_branch(Place& place) {
  place.touches = Touches::nothing;
  place.ends_run = false;
  place.elsewhere = false;
  state_.move = trees_.first(place.planned);
  state_.behind = trees_.take_first(place.planned);
  state_.first_chosen = static_cast<std::uint32_t>(chosen_.size());
  state_.shared = path_.size();
  state_.has_move = true;
}

// Nothing is planned here, because what would have asked for it is met elsewhere.
void Dpor::leave_free(Place& place) {
  place.touches = Touches::nothing;
  place.ends_run = false;
  place.elsewhere = false;
  state_.behind = 0;
  state_.shared = path_.size();
  state_.has_move = false;
}

// --- The end of a run ---------------------------------------------------------------------------

void Dpor::end_run(const engine::RunEnd& end) {
  state_.in_run = false;
  if (state_.lost) return;
  close_step();
  if (state_.position < state_.shared) {
    lose("the run ended after " + std::to_string(state_.position) +
         " steps where an earlier one had " + std::to_string(state_.shared));
    return;
  }
  if (bound_ >= 0) {
    conclude_bounded_run(false);
    return;
  }
  if (state_.ended && !state_.is_redundant && path_.size() != 0) places_.back().ends_run = true;
  if (!state_.blocked) {
    if (state_.may_split && !state_.is_redundant) state_.done = done_goroutines();
    conclude_run();
    reverse_holders();
    reverse_end(false);
  }
  if (state_.is_redundant || sleeps_at_end()) {
    ++state_.redundant;
    return;
  }
  ++state_.real;
  if (!end.cut) ++state_.classes;
}

void Dpor::conclude_run() {
  for (const dpor::Race& race : races_) {
    const Path::Step& second = path_[race.second];
    if (second.slot == dpor::clock_slot && !could_fire(race)) continue;
    if (!state_.tells_waits && (touches_.notes(second.touches) & dpor::Access::counts_up) != 0 &&
        touches_.adds_beside_wait(path_[race.first].touches, second.touches)) {
      state_.tells_waits = true;
      state_.starts_over = true;
    }
    // Where the first step leaves things as they are, the second does the same before it.
    const bool same = !touches_.changes(path_[race.first].touches, second.least);
    reverse(race.first, race.second, {second.slot, same ? second.touches : second.least, 0});
  }
  races_.clear();
  reverse_firings();
  if (!state_.orders_counts) check_counts();
}

// If a WaitGroup may go below zero, adds and dones should have been told apart from the beginning.
void Dpor::check_counts() {
  for (std::uint32_t i = state_.shared; i < path_.size(); ++i) {
    if ((touches_.notes(path_[i].touches) & dpor::Access::counts_down) == 0) continue;
    for (const dpor::Access& access : touches_.accesses(path_[i].touches)) {
      if ((access.notes & dpor::Access::counts_down) == 0) continue;
      if (!counts_.may_go_below_zero(path_, access.object)) continue;
      state_.orders_counts = true;
      state_.starts_over = true;
      return;
    }
  }
}

// Whether the clock, which moves in the second step, could have done so before the first. Perhaps
// another timer would have been the first then; but what wakes and starts nobody is not on offer.
bool Dpor::could_fire(const dpor::Race& race) const noexcept {
  if (path_[race.first].early >= state_.early) return false;
  return places_[race.first].may_fire || race.second + 1 < path_.size();
}

// A timer that could have fired before a step, and could not after it.
void Dpor::reverse_firings() {
  const std::uint32_t size = path_.size();
  if (size != 0 && !state_.is_redundant && places_[size - 1].may_fire &&
      path_[size - 1].slot != dpor::clock_slot) {
    disarming_.push_back(size - 1);
  }
  for (const std::uint32_t step : disarming_) {
    if (path_[step].early >= state_.early) continue;
    sequence_.clear();
    sequence_.add({dpor::clock_slot, Touches::everything, 0}, none);
    plan(step);
  }
  disarming_.clear();
}

// Whoever waits for a lock at the end could have come before the one who holds it.
void Dpor::reverse_holders() {
  for (std::uint32_t ordinal = 1; ordinal <= state_.goroutines; ++ordinal) {
    const std::uint32_t slot = slot_of_[ordinal];
    const engine::Goroutine& goroutine = *goroutines_[slot];
    if (goroutine.state != engine::State::disabled || goroutine.holding_back) continue;
    if (goroutine.op.object == nullptr) continue;
    accesses_.assign(1, touches_.access(goroutine.op.touch()));
    if ((accesses_[0].notes & dpor::Access::needs) == 0) continue;
    const std::uint32_t holder = path_.taker(accesses_[0].object);
    if (holder == none || path_.next_builds_on(holder, slot)) continue;
    accesses_[0] = Touches::least(accesses_[0], goroutine.op.touch());
    reverse(holder, none, {slot, touches_.number(accesses_), 0});
  }
}

// A step that ends the run comes too early for what others were about to do, and too late where
// what it showed does not count because an assumption had failed.
void Dpor::reverse_end(bool died) {
  if (!(state_.ended || died) || state_.is_redundant || path_.size() == 0) return;
  const std::uint32_t last = path_.size() - 1;
  const Path::Step end = path_[last];
  if (end.slot == dpor::clock_slot) return;
  if (state_.decided) {
    if (!died) {
      ready_.reserve(state_.goroutines);
      collect_ready();
    }
    for (const std::uint32_t slot : ready_) {
      if (slot == end.slot) continue;
      std::uint32_t touches = Touches::everything;
      if (!died) {
        const engine::Goroutine& goroutine = *goroutines_[slot];
        accesses_.clear();
        if (goroutine.op.object != nullptr) {
          accesses_.push_back(touches_.access(goroutine.op.touch()));
        }
        touches = touches_.number(accesses_);
      }
      reverse(last, last, {slot, touches, 0});
    }
  }
  for (std::uint32_t i = 0; i < last; ++i) {
    if (path_[i].gave_up && !path_.ordered(i, last)) {
      reverse(i, last, {end.slot, end.least, 0});
    }
  }
}

// Plans a run in which, before step `first`, all happens that does not depend on it, and then
// `last`, which stands for step `second`. All of the run: also what came behind the second. Only so
// is a sleeper that could begin the sequence proof that it was seen; where conflicts depend on the
// state, some show only in one of the two orders.
void Dpor::reverse(std::uint32_t first, std::uint32_t second, const Move& last) {
  if (first < state_.floor) return;
  sequence_.clear();
  free_choosers_.clear();
  // Behind a step that ends the run nothing would come.
  const std::uint32_t size = path_.size() - (places_[path_.size() - 1].ends_run ? 1 : 0);
  for (std::uint32_t i = first + 1; i < size; ++i) {
    if (i == second || path_.ordered(first, i)) continue;
    // Who would now have to wait chooses later.
    std::uint32_t values = path_.builds_on(first, i) ? 0 : all_values_[i];
    if (i > second) {
      // With other values this race is not met again, so here they are free, and what builds on
      // them is not planned.
      const auto builds = [&](std::uint32_t chooser) { return path_.ordered(chooser, i); };
      if (std::any_of(free_choosers_.begin(), free_choosers_.end(), builds)) continue;
      if (values != 0) free_choosers_.push_back(i);
      values = 0;
    }
    sequence_.add({path_[i].slot, path_[i].touches, values}, i);
  }
  sequence_.add(last, none);
  plan(first);
}

// Plans the sequence at a place, unless that was seen or is planned.
void Dpor::plan(std::uint32_t place) {
  if (place < state_.floor) return;
  std::uint32_t at = none;
  const std::uint32_t end = last_sleeper(place);
  for (std::uint32_t i = places_[place].first_sleeper; i < end; ++i) {
    const Sleeper& sleeper = sleepers_[i];
    if (!sequence_.can_begin_with(sleeper.move, path_, touches_, values_, at)) continue;
    if (!sleeper.blind || at != none) return;
  }
  trees_.insert(places_[place].planned, sequence_, path_, touches_, values_);
}

std::uint32_t Dpor::last_sleeper(std::uint32_t place) const noexcept {
  return place + 1 < places_.size() ? places_[place + 1].first_sleeper
                                    : static_cast<std::uint32_t>(sleepers_.size());
}

}  // namespace heddle::strategy
