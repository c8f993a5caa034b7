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
// made has no alternative. And if nobody else who is still there has ever made a step that
// conflicts with p, it is TRUSTED that nobody will: there is no second part then. Should somebody
// do so after all, that is seen: p does not conflict with anything that comes before, so it also
// happens in a run that begins with E.p, in a part that knows of the trust. The split was a mistake
// then (Splittable::tear), and is made anew, with what is known now. The clock, which conflicts
// with everything, is trusted like that as long as it was not on offer anywhere. It is a mistake
// too if what conflicts turns out to be different (Dpor::starts_over), or if somebody spins. And
// the search is split only where the runs so far have shown that there is something else to do, and
// in front of that.
//
// A step that prescribes values of choose is not split at, nor are places where somebody sleeps
// only for some values: those sleepers do not disable anybody.

#include <algorithm>

#include "strategy/dpor.h"

namespace heddle::strategy {

using dpor::Touches;
namespace {

// Goroutines as bits; from the last on all share one.
constexpr std::uint32_t last_bit = 63;
constexpr std::uint64_t bit_of(std::uint32_t slot) noexcept {
  return std::uint64_t{1} << std::min(slot, last_bit);
}
constexpr std::uint64_t own_bit_of(std::uint32_t slot) noexcept {
  return slot < last_bit ? bit_of(slot) : 0;
}

}  // namespace

bool Dpor::poise() {
  state_.may_split = true;
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
  std::uint64_t gone = state_.done;
  for (std::uint32_t i = place; i < path_.size(); ++i) gone &= ~bit_of(path_[i].slot);
  const std::uint64_t others = ~(gone | own_bit_of(path_[place].slot));
  return others_conflict(path_[place].touches, others) ||
         others_conflict(places_[place].touches, others);
}

bool Dpor::others_conflict(std::uint32_t touches, std::uint64_t others) const noexcept {
  for (std::uint32_t i = 0; i < makers_.size(); ++i) {
    if ((makers_[i] & others) != 0 && touches_.dependent(i, touches)) return true;
  }
  return false;
}

std::uint64_t Dpor::done_goroutines() const noexcept {
  std::uint64_t done = 0;
  for (std::uint32_t ordinal = 1; ordinal <= state_.goroutines; ++ordinal) {
    const std::uint32_t slot = slot_of_[ordinal];
    if (goroutines_[slot]->state == engine::State::done) done |= own_bit_of(slot);
  }
  return done;
}

void Dpor::note_maker(std::uint32_t slot, std::uint32_t touches) {
  if (makers_.size() <= touches) makers_.resize(touches + 1);
  const std::uint64_t bit = bit_of(slot);
  if ((makers_[touches] & bit) != 0 || slot == dpor::clock_slot) return;
  makers_[touches] |= bit;
  for (const Trusted& trusted : trusted_) {
    if (trusted.slot != slot && touches_.dependent(trusted.touches, touches)) {
      state_.starts_over = true;
    }
  }
}

// Whether there is no part for what else there is at the place, because nothing was seen of it.
bool Dpor::is_trusted(std::uint32_t place) const noexcept {
  return path_[place].check != 0 && places_[place].planned == 0 && !may_do_otherwise(place);
}

// Takes over what was found out; numbers stay what they are.
void Dpor::know(const Dpor& other) {
  touches_ = other.touches_;
  values_ = other.values_;
  slots_ = other.slots_;
  makers_ = other.makers_;
  state_.clock_seen = other.state_.clock_seen;
}

// Takes for granted what a split of `run` does, of the places before `end`.
void Dpor::trust(const Dpor& run, std::uint32_t end) {
  for (std::uint32_t i = run.state_.floor; i < end; ++i) {
    if (!run.is_trusted(i)) continue;
    trusted_.push_back(
        {run.path_[i].slot, touches_.both(run.path_[i].touches, run.places_[i].touches)});
  }
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
  // The path tells, as long as it is there.
  places_[place].elsewhere = may_do_otherwise(place);
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
  become_part(place);
}

bool Dpor::split(const Bytes& start, std::vector<Bytes>& parts) {
  const std::uint32_t last = place_to_split();
  if (last == none) return false;
  for (std::uint32_t i = 0; i < path_.size(); ++i) note_maker(path_[i].slot, path_[i].touches);
  if (state_.starts_over) return false;
  const Bytes now = saved_state(*this);
  Dpor part(bound_, commute_);
  part.resume(start);
  part.know(*this);
  part.trust(*this, last + 1);
  part.become_part(last + 1);
  parts.push_back(saved_state(part));
  // The last first: it is what a search in one piece would do next.
  for (std::uint32_t i = last + 1; i-- > state_.floor;) {
    if (places_[i].planned == 0 && !has_values_left(i) && !may_do_otherwise(i)) continue;
    part.resume(now);
    part.trust(*this, i);
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

// Somebody spins, and is disabled until anybody has changed anything: that depends on more than
// what conflicts with his steps, so how often he looks differs between parts.
void Dpor::yielded(engine::Goroutine&) {
  if (state_.is_part) state_.starts_over = true;
}

// Whoever could go on sleeps.
void Dpor::block(bool clock) {
  state_.is_redundant = true;
  if (!state_.is_part) return;
  state_.blocked = true;
  state_.done = done_goroutines();
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
