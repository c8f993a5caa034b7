// The race-free programs, explored with every strategy: nothing may be found.

#include <gtest/gtest.h>

#include <heddle/explore.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue.h"
#include "program_names.h"
#include "search/result.h"
#include "search/target.h"

namespace heddle::race_free {
namespace {

struct Way {
  const char* strategy;
  std::uint64_t runs;
  int bound = -1;
};

constexpr std::array ways = {
    Way{"default", 1},     Way{"round-robin", 1}, Way{"random", 300},   Way{"pct:depth=3", 300},
    Way{"portfolio", 300}, Way{"rfc", 100},       Way{"surw", 100},     Way{"urw", 100},
    Way{"pos", 100},       Way{"burst", 100},     Way{"delay", 300, 2}, Way{"dfs", 1500, 2},
};

Options options_of(const Way& way) {
  Options options;
  options.strategy = way.strategy;
  options.runs = way.runs;
  options.bound = way.bound;
  options.seed = 1;
  options.keep_going = true;
  return options;
}

const Scenario& named(std::string_view name) {
  for (const Scenario* scenario : catalogue()) {
    if (scenario->name == name) return *scenario;
  }
  throw std::invalid_argument("no such program");
}

class RaceFree : public testing::TestWithParam<const char*> {};

TEST_P(RaceFree, shows_nothing_under_any_strategy) {
  const Scenario& program = named(GetParam());
  for (const Way& way : ways) {
    const Report report = explore(program, options_of(way));
    EXPECT_TRUE(report.ok()) << program.story << "\n\n" << report;
    EXPECT_EQ(report.cut_runs(), 0U) << report;
  }
}

// A program in which nothing happens at the same time tempts nobody.
TEST_P(RaceFree, has_goroutines_and_decisions) {
  search::CampaignOptions options;
  options.seed = 1;
  options.runs = 20;
  const auto result = search::explore_here(search::target_of(named(GetParam())), options);
  EXPECT_GE(result.counts.goroutines_most, 2U);
  EXPECT_GE(result.counts.decisions, 1U);
}

INSTANTIATE_TEST_SUITE_P(All, RaceFree, testing::ValuesIn(names_of(catalogue())), program_name);

TEST(RaceFreeCatalogue, is_sorted_told_and_expects_nothing) {
  std::string last;
  for (const Scenario* scenario : catalogue()) {
    EXPECT_LT(last, scenario->name);
    last = scenario->name;
    EXPECT_NE(std::string(scenario->story), "") << scenario->name;
    EXPECT_TRUE(scenario->expect.empty()) << scenario->name;
    EXPECT_TRUE(scenario->detect_races) << scenario->name;
  }
  EXPECT_GE(catalogue().size(), 45U);
}

}  // namespace
}  // namespace heddle::race_free
