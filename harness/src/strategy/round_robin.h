#pragma once

#include "strategy/sampling.h"

namespace heddle::strategy {

// Everybody in turn, one operation each: at every decision the next ordinal after the goroutine
// that made the last step, and after the highest the lowest again. Never an early firing. Values
// are drawn from the seed, so that runs still differ where the program asks for them.
class RoundRobin final : public Sampling {
 public:
  std::string spec() const override { return "round-robin"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t early_firings() const override { return 0; }
};

}  // namespace heddle::strategy
