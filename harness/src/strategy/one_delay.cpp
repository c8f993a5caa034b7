#include "strategy/one_delay.h"

#include "strategy/order.h"

namespace heddle::strategy {

void OneDelay::prepare(std::uint64_t) {
  delayed_ = nullptr;
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
  return next != nullptr ? next : default_pick(choice);
}

// It has gone on, perhaps because nobody else was there to be asked about.
void OneDelay::saw(const engine::Performed& what) {
  if (delayed_ == nullptr || what.goroutine != delayed_) return;
  delayed_ = nullptr;
  place_ = ReadsFrom::none;
}

}  // namespace heddle::strategy
