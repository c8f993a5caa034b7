#pragma once

// Tests with a program of a catalogue as parameter.

#include <gtest/gtest.h>
#include <heddle/scenario.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace heddle {

inline std::vector<const char*> names_of(std::span<const Scenario* const> programs) {
  std::vector<const char*> names;
  for (const Scenario* program : programs) names.push_back(program->name);
  return names;
}

// GoogleTest takes no slashes.
inline std::string program_name(const testing::TestParamInfo<const char*>& program) {
  std::string name = program.param;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

}  // namespace heddle
