// Every strategy finds the bug of every built-in scenario, and none in a repaired twin.

#include <gtest/gtest.h>
#include <heddle/explore.h>

#include <string>

#include "catalogue.h"
#include "search/result.h"
#include "search/target.h"
#include "strategies/body_runner.h"

namespace heddle::strategy {
namespace {

constexpr std::uint64_t usual_runs = 1000;  // of heddle::explore

class Catalogue : public testing::TestWithParam<const char*> {
 protected:
  static search::CampaignResult explored(const Scenario& scenario, bool fixed, std::uint64_t runs) {
    search::CampaignOptions options;
    options.strategy = GetParam();
    options.runs = runs;
    options.seed = 1;
    options.keep_going = fixed;
    return search::explore_here(search::target_of(scenario, fixed), options);
  }
};

TEST_P(Catalogue, finds_every_bug) {
  for (const Scenario* scenario : scenarios::catalogue()) {
    const search::CampaignResult result = explored(*scenario, false, usual_runs);
    Kinds kinds;
    for (const search::Confirmed& confirmed : result.findings) {
      kinds.insert(confirmed.finding.kind);
    }
    EXPECT_FALSE(result.findings.empty()) << scenario->name;
    for (const search::Confirmed& confirmed : result.findings) {
      EXPECT_TRUE(scenario->expect.contains(confirmed.finding.kind))
          << scenario->name << ": " << confirmed.finding.message;
    }
  }
}

TEST_P(Catalogue, finds_nothing_in_a_repaired_twin) {
  for (const Scenario* scenario : scenarios::catalogue()) {
    const search::CampaignResult result = explored(*scenario, true, 300);
    EXPECT_TRUE(result.findings.empty()) << scenario->name;
    EXPECT_EQ(result.counts.cut_runs, 0U) << scenario->name;
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, Catalogue, testing::ValuesIn(sampling_strategies), test_name);
INSTANTIATE_TEST_SUITE_P(Delays, Catalogue, testing::Values("delay:bound=2"), test_name);

}  // namespace
}  // namespace heddle::strategy
