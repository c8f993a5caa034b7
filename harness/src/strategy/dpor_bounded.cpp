// dpor with a preemption bound: all there is to see with at most so many preemptions.
//
//   K. Coons, M. Musuvathi, K. McKinley: "Bounded partial-order reduction", OOPSLA 2013.
//
// A bound breaks what dpor relies on. That a class was seen in one of its runs says nothing here:
// another of its runs may need fewer preemptions, and lead on to more within the bound. So nobody
// sleeps, no sequences are planned, and runs of one class may come more than once. For each pair of
// conflicting steps, the goroutine of the second is tried where the first was made. That may cost a
// preemption; so it is also tried where the first one's goroutine was switched to, where it may
// cost none. Both for all conflicting steps made while the second was pending, not only for the
// last, as in the paper's algorithm, which looks at what is pending in every state.
//
// Switching away at a yield is no preemption, nor is an early firing: the clock is tried wherever
// it is on offer.

#include "strategy/dpor.h"

namespace heddle::strategy {

using dpor::Touches;

void Dpor::note_ready(const engine::Choice* choice) {
  Place& place = places_.back();
  place.first_ready = static_cast<std::uint32_t>(place_ready_.size());
  if (choice == nullptr) return;
  for (std::uint32_t i = 0; i < choice->count; ++i) {
    place_ready_.push_back(slot_of(*choice->ready[i]));
  }
  const bool stays = choice->current_ready && choice->current->op.kind != engine::OpKind::yield;
  place.stays = stays ? slot_of(*choice->current) : none;
}

// Tries a goroutine (or the clock) at a place.
void Dpor::try_at(std::uint32_t at, std::uint32_t slot) {
  const Place& place = places_[at];
  if (path_[at].slot == slot) return;
  const std::uint32_t end = last_sleeper(at);
  for (std::uint32_t i = place.first_sleeper; i < end; ++i) {
    if (sleepers_[i].move.slot == slot) return;
  }
  const bool preempts = slot != dpor::clock_slot && place.stays != none && place.stays != slot;
  if (preempts && place.preemptions >= static_cast<std::uint32_t>(bound_)) {
    state_.bound_cut = true;
    return;
  }
  sequence_.clear();
  sequence_.add({slot, Touches::everything, 0}, none);
  trees_.insert(places_[at].planned, sequence_, path_, touches_, values_);
}

// ... or, if it is not ready there, whoever is.
void Dpor::try_or_all(std::uint32_t at, std::uint32_t slot) {
  const std::uint32_t begin = places_[at].first_ready;
  const std::uint32_t end = at + 1 < places_.size()
                                ? places_[at + 1].first_ready
                                : static_cast<std::uint32_t>(place_ready_.size());
  for (std::uint32_t i = begin; i < end; ++i) {
    if (place_ready_[i] == slot) return try_at(at, slot);
  }
  for (std::uint32_t i = begin; i < end; ++i) try_at(at, place_ready_[i]);
}

void Dpor::try_before(std::uint32_t step, std::uint32_t slot) {
  try_or_all(step, slot);
  std::uint32_t begin = step;
  while (begin > 0 && path_[begin - 1].slot == path_[step].slot) --begin;
  if (begin != step) try_or_all(begin, slot);
}

// The steps with which the goroutine's step conflicts, from the latest before `end` back to the
// last before it was pending, which is since `since` (none: the beginning).
void Dpor::try_conflicting(std::uint32_t slot, std::uint32_t touches, std::uint32_t since,
                           std::uint32_t end) {
  for (const dpor::Access& access : touches_.accesses(touches)) {
    bool earlier_tried = false;
    path_.for_each(access.object, [&](const dpor::Access& other, std::uint32_t step) {
      if (step >= end || earlier_tried || path_[step].slot == slot) return;
      if (!conflict(other, access)) return;
      const bool pending = since == none || step > since;
      if (!pending) {
        earlier_tried = true;
        if (path_.builds_on(step, since)) return;
      }
      try_before(step, slot);
    });
  }
}

void Dpor::conclude_bounded_run(bool died) {
  races_.clear();
  disarming_.clear();
  for (std::uint32_t i = state_.shared; i < path_.size(); ++i) {
    const dpor::Path::Step& step = path_[i];
    if (places_[i].may_fire) try_at(i, dpor::clock_slot);
    if (step.slot == dpor::clock_slot) {
      try_firing_before(i);
      continue;
    }
    // Where it fails it might have succeeded, and the other way round.
    try_conflicting(step.slot, touches_.both(step.touches, step.least), path_.before(i), i);
  }
  if (!died) {
    for (std::uint32_t ordinal = 1; ordinal <= state_.goroutines; ++ordinal) {
      const engine::Goroutine& goroutine = *goroutines_[slot_of_[ordinal]];
      if (goroutine.state != engine::State::disabled || goroutine.op.object == nullptr) continue;
      const std::uint32_t slot = slot_of_[ordinal];
      const auto numbered = touches_.number(goroutine.op.touch());
      try_conflicting(slot, numbered.touches, path_.before_next(slot), path_.size());
    }
  }
  if (!state_.ended && !died) return;
  // What the others would have done is not known, so nothing is known of what it conflicts with.
  for (std::uint32_t i = 0; i < path_.size(); ++i) try_or_all(i, none);
}

// The clock conflicts with all since it has moved last, and where it was not on offer another step
// may be what it takes.
void Dpor::try_firing_before(std::uint32_t firing) {
  for (std::uint32_t i = firing; i > 0 && path_[i - 1].slot != dpor::clock_slot; --i) {
    if (path_[i - 1].early < state_.early) try_or_all(i - 1, none);
  }
}

}  // namespace heddle::strategy
