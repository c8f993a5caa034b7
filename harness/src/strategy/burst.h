#pragma once

#include "strategy/sampling.h"

namespace heddle::strategy {

// A random walk in bursts: whoever runs goes on at each decision with a chance of 1 - 1/n, else
// each ready goroutine is as likely as any other; n is 2, 4, ... or 64, another in each run.
// Between the random walk, which seldom lets anybody get far, and pct, which nearly always does.
//
// An early firing of the clock on offer is taken once in eight times.
class Burst final : public Sampling {
 public:
  std::string spec() const override { return "burst"; }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  void yielded(engine::Goroutine& goroutine) override;

 private:
  std::uint32_t length_ = 2;
  bool over_ = false;  // whoever runs spins
};

}  // namespace heddle::strategy
