#pragma once

#include "engine/rng.h"
#include "strategy/order.h"

namespace heddle::strategy {

// One schedule, always the same: stay with the current goroutine while it is ready, else the lowest
// ordinal; never an early firing; the first of every choice. random_u64 comes from the seed. It is
// the first schedule of dfs.
class DefaultOrder final : public engine::Strategy {
 public:
  std::string spec() const override { return "default"; }
  bool begin_run(std::uint64_t, std::uint64_t seed) override {
    rng_ = engine::Rng(engine::mix(seed));
    return true;
  }
  engine::Goroutine* pick(const engine::Choice& choice) override { return default_pick(choice); }
  std::uint32_t choose(engine::DecisionKind, std::uint32_t, std::uint32_t) override { return 0; }
  std::uint64_t random_bits(std::uint32_t) override { return rng_.next(); }
  std::uint32_t early_firings() const override { return 0; }

 private:
  engine::Rng rng_{0};
};

}  // namespace heddle::strategy
