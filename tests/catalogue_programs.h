#pragma once

// The catalogue sorted for tests: programs with a bug, and programs without one.

#include <heddle/scenario.h>

#include <cstddef>
#include <vector>

#include "catalogue.h"

namespace heddle::scenarios {

inline std::vector<const Scenario*> buggy() {
  std::vector<const Scenario*> found;
  for (const Scenario* scenario : catalogue()) {
    if (!scenario->expect.empty()) found.push_back(scenario);
  }
  return found;
}

// The correct ones, and the repaired twins of the others, each as a scenario of its own.
inline std::vector<Scenario> clean() {
  std::vector<Scenario> found;
  for (const Scenario* scenario : catalogue()) {
    if (!scenario->expect.empty() && scenario->fixed == nullptr) continue;
    found.push_back(*scenario);
    if (scenario->fixed != nullptr) found.back().body = scenario->fixed;
    found.back().expect = {};
    found.back().fixed = nullptr;
  }
  return found;
}

// Each n-th, for tests that take long.
template <class Programs>
Programs every_nth(const Programs& programs, std::size_t n) {
  Programs found;
  for (std::size_t i = 0; i < programs.size(); i += n) found.push_back(programs[i]);
  return found;
}

}  // namespace heddle::scenarios
