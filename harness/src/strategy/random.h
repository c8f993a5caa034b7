#pragma once

#include "strategy/sampling.h"

namespace heddle::strategy {

// A random walk: at every decision each ready goroutine is as likely as any other. An early firing
// on offer is taken once in eight times.
class Random : public Sampling {
 public:
  std::string spec() const override { return "random"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;
};

}  // namespace heddle::strategy
