#pragma once

#include <cstdint>

#include "engine/rng.h"
#include "engine/strategy.h"

namespace heddle::strategy {

// What the strategies that sample schedules share: values (a select's case, a timer, choose(n),
// random_u64) are drawn uniformly from the run's own generator, and an early firing of the clock on
// offer is taken once in eight times.
class Sampling : public engine::Strategy {
 public:
  bool begin_run(std::uint64_t, std::uint64_t seed) override {
    rng_ = engine::Rng(engine::mix(seed));
    return true;
  }
  std::uint32_t choose(engine::DecisionKind, std::uint32_t n, std::uint32_t) override {
    return rng_.below(n);
  }
  std::uint64_t random_bits(std::uint32_t) override { return rng_.next(); }

 protected:
  bool fires_early() noexcept { return rng_.one_in(firing_one_in); }

  engine::Rng rng_{0};

 private:
  static constexpr std::uint32_t firing_one_in = 8;
};

}  // namespace heddle::strategy
