#pragma once

#include <string>

#include "engine/run.h"
#include "strategy/schedule.h"

namespace heddle::search {

// What is explored: a scenario, its repaired twin, or a function made on the spot (without a name).
struct Target {
  std::string scenario;
  bool fixed = false;
  engine::Program program;
};

inline Target target_of(const Scenario& scenario, bool fixed = false) {
  return {scenario.name, fixed, engine::program_of(scenario, fixed)};
}

// The target as it was run when the schedule was made.
inline Target target_for(Target target, const strategy::Schedule& schedule) {
  target.program.preempt_memory = schedule.memory;
  return target;
}

}  // namespace heddle::search
