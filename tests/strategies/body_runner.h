#pragma once

// Runs of one body under a strategy, and what became of them.

#include <gtest/gtest.h>
#include <heddle/scenario.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rng.h"
#include "engine/run.h"
#include "search/mapping.h"
#include "strategy/factory.h"

namespace heddle::strategy {

// Those that draw, with what they are asked for on the command line.
inline constexpr const char* sampling_strategies[] = {
    "random", "pct:depth=3", "pct:depth=10", "pos", "urw", "surw", "rfc", "burst", "portfolio"};

inline std::unique_ptr<engine::Strategy> made(std::string_view spec) {
  std::string error;
  auto strategy = make_strategy(spec, -1, error);
  EXPECT_NE(strategy, nullptr) << error;
  return strategy;
}

class BodyRunner {
 public:
  explicit BodyRunner(void (*body)()) : scenario_{.name = "test", .body = body} {}

  // False when there is no further run. The hash of the run is added to `hashes`.
  bool execute(engine::Strategy& strategy, std::uint64_t index, std::uint64_t campaign_seed) {
    if (!strategy.begin_run(index, engine::combine(campaign_seed, index))) return false;
    const engine::RunResult result =
        run_.execute(program_, strategy, log_.log(), strategy.early_firings());
    EXPECT_EQ(result.cut, nullptr);
    strategy.end_run({result.steps, result.decisions, result.goroutines, result.cut != nullptr,
                      !run_.findings().empty()});
    hashes.push_back(result.hash);
    return true;
  }

  std::vector<std::uint64_t> hashes;

 private:
  Scenario scenario_;
  engine::Program program_ = engine::program_of(scenario_);
  search::SharedLog log_{program_};
  engine::Run run_;
};

// A test's name from a strategy's.
inline std::string test_name(const testing::TestParamInfo<const char*>& spec) {
  std::string name = spec.param;
  for (char& c : name) {
    if (c == ':' || c == '=' || c == '-') c = '_';
  }
  return name;
}

inline std::vector<std::byte> saved(const engine::Strategy& strategy) {
  std::vector<std::byte> bytes(strategy.save({}));
  EXPECT_EQ(strategy.save(bytes), bytes.size());
  return bytes;
}

}  // namespace heddle::strategy
