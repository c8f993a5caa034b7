#include "strategy/burst.h"

namespace heddle::strategy {

bool Burst::begin_run(std::uint64_t index, std::uint64_t seed) {
  Sampling::begin_run(index, seed);
  length_ = 2U << rng_.below(6);
  over_ = false;
  return true;
}

void Burst::yielded(engine::Goroutine&) { over_ = true; }

engine::Goroutine* Burst::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  const bool goes_on = choice.current_ready && !over_ && !rng_.one_in(length_);
  over_ = false;
  return goes_on ? choice.current : choice.ready[rng_.below(choice.count)];
}

}  // namespace heddle::strategy
