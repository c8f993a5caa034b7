#include "strategy/one_delay.h"

#include "strategy/order.h"

namespace heddle::strategy {

bool OneDelay::has_place() {
  places_.list(*known_);
  return places_.any_untried(*known_);
}

void OneDelay::prepare(std::uint64_t) {
  delayed_ = nullptr;
  clock_moves_ = 0;
  places_.list(*known_);
  place_ = places_.choose(*known_, rng_);
  if (place_ != ReadsFrom::none) known_->aim(DelayPlaces::key(place_), {});
}

engine::Goroutine* OneDelay::pick(const engine::Choice& choice) {
  if (place_ == ReadsFrom::none) return default_pick(choice);
  if (delayed_ == nullptr) {
    // The lowest ordinal of those that are there.
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      const engine::Goroutine* g = choice.ready[i];
      if (known_->event_of(g->op) != place_) continue;
      if (delayed_ == nullptr || g->ordinal < delayed_->ordinal) delayed_ = g;
    }
  }
  if (choice.current_ready && choice.current != delayed_) return choice.current;
  engine::Goroutine* next = lowest_above(choice, 0, delayed_);
  if (next != nullptr) return next;
  // Not for ever: who polls the clock may wait for the one that is delayed.
  if (choice.clock && clock_moves_ < clock_moves_most) {
    ++clock_moves_;
    return nullptr;
  }
  return default_pick(choice);
}

// It has gone on, perhaps because nobody else was there to be asked about.
void OneDelay::saw(const engine::Performed& what) {
  if (delayed_ == nullptr || what.goroutine != delayed_) return;
  delayed_ = nullptr;
  place_ = ReadsFrom::none;
}

}  // namespace heddle::strategy
