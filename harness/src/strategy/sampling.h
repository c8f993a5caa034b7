#pragma once

#include <cstdint>

#include "engine/rng.h"
#include "engine/strategy.h"

namespace heddle::strategy {

// What the strategies that sample schedules share: values (a select's case, a timer, choose(n),
// random_u64) are drawn uniformly from the run's own generator.
class Sampling : public engine::Strategy {
 public:
  bool begin_run(std::uint64_t, std::uint64_t seed) override {
    rng_ = engine::Rng(engine::mix(seed));
    return true;
  }
  std::uint32_t choose(engine::DecisionKind, std::uint32_t n, std::uint32_t) final {
    return rng_.below(n);
  }
  std::uint64_t random_bits(std::uint32_t) final { return rng_.next(); }

 protected:
  engine::Rng rng_{0};
};

}  // namespace heddle::strategy
