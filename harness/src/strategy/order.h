#pragma once

#include "engine/strategy.h"

namespace heddle::strategy {

// The ready goroutine with the lowest ordinal above `above`, `except` left out; null if there is
// none. The ready array itself is in no order that means anything.
inline engine::Goroutine* lowest_above(const engine::Choice& choice, std::uint32_t above,
                                       const engine::Goroutine* except = nullptr) noexcept {
  engine::Goroutine* best = nullptr;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    engine::Goroutine* g = choice.ready[i];
    if (g->ordinal <= above || g == except) continue;
    if (best == nullptr || g->ordinal < best->ordinal) best = g;
  }
  return best;
}

// The default order: stay with the current goroutine while it is ready, else the lowest ordinal.
// Never an early firing.
inline engine::Goroutine* default_pick(const engine::Choice& choice) noexcept {
  return choice.current_ready ? choice.current : lowest_above(choice, 0);
}

}  // namespace heddle::strategy
