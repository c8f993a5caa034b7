#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/strategy.h"

namespace heddle::strategy {

struct StrategyHelp {
  std::string_view spec;  // "pct:depth=3"
  std::string_view text;  // one line
};

// All strategies that can be asked for by name.
const std::vector<StrategyHelp>& strategies();

// Whether the runs of a strategy are drawn, so that each next one may show anything.
bool samples(std::string_view spec);

// Makes a strategy from its description, `name` or `name:key=value,key=value`. `bound` is a
// preemption bound for strategies that take one, -1 for none. Null with a one-line `error`
// (which says what would have been right) when the description is wrong.
std::unique_ptr<engine::Strategy> make_strategy(std::string_view spec, int bound,
                                                std::string& error);

}  // namespace heddle::strategy
