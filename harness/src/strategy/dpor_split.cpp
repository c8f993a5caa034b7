// dpor in parts, for several workers and machines (strategy/splittable.h).
//
// What is planned at a place depends on the races that all runs behind it show, so the branches of
// a place cannot simply be dealt out: who explores the one does not know which others there must
// be. Two parts are independent all the same if they are told apart by who may be first. Let p be
// the step that was taken at a place E. Every class of runs that begin with E either has a run in
// which p comes next, or has none, because something that conflicts with p comes before it. The
// first kind is all that lies behind E.p. The second is a search of its own: from E, with p ASLEEP
// from the beginning. So sleep sets (Godefroid 1996) make the parts disjoint, and together they are
// the whole. That can be done again and again, for each place from the first on.
//
// A part with sleepers from elsewhere is explored by the same optimal algorithm, for a program in
// which a sleeper is disabled until something that conflicts with it happens. That is a program as
// good as any: what wakes somebody depends on his step, so they are ordered anyway. Two things are
// different:
//
//   Of what others would have done behind such a sleeper nothing was seen here (Sleeper::blind). A
//   sequence is known to be of no use only if it contains his step as one that could be first.
//   A run in which only sleepers are left is BLOCKED: a class of the other program, but none of
//   ours. That is what splitting costs: it is not known beforehand whether anything will wake them.
//   The races up to there count, as at the end of a run.
//
// Where nothing is planned when a part begins, whoever is awake goes first, and races do the rest.
//
// The cost is kept low by not asking where the answer is known. A step that nobody else could have
// made has no alternative; one that touches nothing conflicts only with the clock, so as long as
// the clock was not on offer anywhere, nothing can wake who would take it. If in some part it is on
// offer after all, the split was a mistake; so it is if what conflicts turns out to be different
// (Dpor::starts_over). And the whole is split only at places where the runs so far have shown that
// there is something else to do, and at those in front of them.
//
// A step that prescribes values of choose is not split at, nor are places where somebody sleeps
// only for some values: those sleepers do not disable anybody.

#include "strategy/dpor.h"

namespace heddle::strategy {

using dpor::Touches;

bool Dpor::poise() {
  if (!state_.started || state_.poised) return true;
  state_.poised = !state_.gave_up && advance();
  return state_.poised;
}

Splittable::Tear Dpor::tear() const {
  return state_.starts_over ? Tear::mistaken : state_.lost ? Tear::lost : Tear::none;
}

void Dpor::begin_again() {
  start_over();
  state_.poised = true;
}

std::size_t Dpor::end_of_values(std::uint32_t step) const noexcept {
  return step + 1 < first_chosen_.size() ? first_chosen_[step + 1] : chosen_.size();
}

bool Dpor::has_values_left(std::uint32_t step) const noexcept {
  for (std::size_t i = first_chosen_[step]; i < end_of_values(step); ++i) {
    if (chosen_[i].value + 1 != chosen_[i].n) return true;
  }
  return false;
}

bool Dpor::prescribes_values(std::uint32_t step) const noexcept {
  for (std::size_t i = first_chosen_[step]; i < end_of_values(step); ++i) {
    if (chosen_[i].planned) return true;
  }
  for (std::uint32_t i = places_[step].first_sleeper; i < last_sleeper(step); ++i) {
    if (sleepers_[i].move.values != 0) return true;
  }
  return false;
}

// Whether a run may come first to something that conflicts with the step taken at the place,
// although none that was seen did.
bool Dpor::may_do_otherwise(std::uint32_t place) const noexcept {
  if (path_[place].check == 0) return false;
  if (places_[place].elsewhere || (state_.clock_seen && state_.early != 0)) return true;
  return path_[place].touches != Touches::nothing || places_[place].touches != Touches::nothing;
}

// The first place where something else is to be done; none: the search stays in one.
std::uint32_t Dpor::place_to_split() const noexcept {
  if (bound_ >= 0 || state_.lost || state_.starts_over || state_.gave_up) return none;
  for (std::uint32_t i = state_.floor; i < path_.size(); ++i) {
    if (prescribes_values(i)) return none;
    if (places_[i].planned != 0 || has_values_left(i)) return i;
  }
  return none;
}

void Dpor::become_part(std::uint32_t floor) noexcept {
  state_.is_part = true;
  state_.floor = floor;
  state_.classes = 0;
  state_.redundant = 0;
  state_.real = 0;
}

// What is left at this place without the branch under way, but with its other values.
void Dpor::keep_only(std::uint32_t place) {
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (i == place) continue;
    trees_.drop(places_[i].planned);
    places_[i].planned = 0;
  }
  trees_.drop(state_.behind);
  state_.behind = 0;
  sleepers_.resize(last_sleeper(place));
  places_.resize(place + 1);
  for (std::size_t i = places_[place].first_sleeper; i < sleepers_.size(); ++i) {
    sleepers_[i].blind = true;
  }
  chosen_.resize(end_of_values(place));
  first_chosen_.resize(place + 1);
  all_values_.resize(place + 1);
  path_.cut_back(place + 1);
  path_.give_back_room();
  places_[place].explored = 0;
  places_[place].elsewhere = may_do_otherwise(place);
  become_part(place);
}

bool Dpor::split(const Bytes& start, std::vector<Bytes>& parts) const {
  const std::uint32_t last = place_to_split();
  if (last == none) return false;
  Dpor part(bound_, commute_);
  part.resume(start);
  part.become_part(last + 1);
  parts.push_back(saved_state(part));
  const Bytes now = saved_state(*this);
  // The last first: it is what a search in one piece would do next.
  for (std::uint32_t i = last + 1; i-- > state_.floor;) {
    if (places_[i].planned == 0 && !has_values_left(i) && !may_do_otherwise(i)) continue;
    part.resume(now);
    part.keep_only(i);
    parts.push_back(saved_state(part));
  }
  return true;
}

// --- While a run is under way -------------------------------------------------------------------

void Dpor::offer_clock() {
  if (state_.clock_seen) return;
  state_.clock_seen = true;
  if (state_.is_part && state_.early != 0) state_.starts_over = true;
}

// Whoever could go on sleeps.
void Dpor::block(bool clock) {
  state_.is_redundant = true;
  if (!state_.is_part) return;
  state_.blocked = true;
  const std::uint32_t size = path_.size();
  if (clock && (size == 0 || path_[size - 1].early < state_.early)) {
    sequence_.clear();
    sequence_.add({dpor::clock_slot, Touches::everything, 0}, none);
    plan(size);
  } else if (!clock && size != 0 && places_[size - 1].may_fire &&
             path_[size - 1].slot != dpor::clock_slot) {
    disarming_.push_back(size - 1);
  }
  conclude_run();
  reverse_holders();
}

// Whether the run was ended by a step before which somebody could have come who does so elsewhere.
bool Dpor::sleeps_at_end() const noexcept {
  if (!state_.is_part || !state_.ended || path_.size() == 0) return false;
  const dpor::Path::Step& last = path_[path_.size() - 1];
  for (std::size_t i = places_.back().first_sleeper; i < sleepers_.size(); ++i) {
    const Sleeper& sleeper = sleepers_[i];
    if (sleeper.blind && sleeper.move.slot != last.slot &&
        !touches_.dependent(sleeper.move.touches, last.touches)) {
      return true;
    }
  }
  return false;
}

}  // namespace heddle::strategy
