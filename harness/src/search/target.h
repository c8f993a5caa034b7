#pragma once

#include <string>

#include "engine/run.h"

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

}  // namespace heddle::search
