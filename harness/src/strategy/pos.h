#pragma once

#include "strategy/event_priorities.h"
#include "strategy/sampling.h"

namespace heddle::strategy {

// Partial order sampling: Yuan, Yang, Gu, "Partial order aware concurrency sampling", CAV 2018.
//
// Every operation gets a random priority when its goroutine announces it, and the ready operation
// with the highest goes. Each other operation that conflicts with it gets a new priority, because
// it now stands in another race; what conflicts with nothing keeps its own. So orders that make no
// difference take no chance away from those that do.
//
// Departures from the paper: an early firing of the clock on offer is taken once in eight times; a
// goroutine that spins comes last once.
class Pos final : public Sampling {
 public:
  std::string spec() const override { return "pos"; }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  void spawned(engine::Goroutine& goroutine) override;
  void yielded(engine::Goroutine& goroutine) override;

 private:
  EventPriorities priorities_;
};

}  // namespace heddle::strategy
