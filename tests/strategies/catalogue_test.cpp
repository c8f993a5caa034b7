// Every strategy finds the bug of every built-in scenario, and none in a repaired twin.

#include <gtest/gtest.h>
#include <heddle/explore.h>

#include <string>
#include <vector>

#include "catalogue_programs.h"
#include "search/result.h"
#include "search/target.h"
#include "strategies/body_runner.h"

namespace heddle::strategy {
namespace {

constexpr std::uint64_t usual_runs = 1000;  // of heddle::explore
constexpr std::size_t missed_most = 10;     // of about two hundred

class Catalogue : public testing::TestWithParam<const char*> {
 protected:
  static search::CampaignResult explored(const Scenario& scenario, std::uint64_t runs) {
    search::CampaignOptions options;
    options.strategy = GetParam();
    options.runs = runs;
    options.seed = 1;
    return search::explore_here(search::target_of(scenario, false), options);
  }
};

// Single strategies may miss some that are rare under them.
TEST_P(Catalogue, finds_bugs) {
  std::vector<std::string> missed;
  for (const Scenario* scenario : scenarios::buggy()) {
    const search::CampaignResult result = explored(*scenario, usual_runs);
    Kinds kinds;
    for (const search::Confirmed& confirmed : result.findings) {
      kinds.insert(confirmed.finding.kind);
    }
    if (result.findings.empty()) missed.emplace_back(scenario->name);
    for (const search::Confirmed& confirmed : result.findings) {
      EXPECT_TRUE(scenario->expect.contains(confirmed.finding.kind))
          << scenario->name << ": " << confirmed.finding.message;
    }
  }
  const std::size_t allowed = GetParam() == std::string("portfolio") ? 0 : missed_most;
  EXPECT_LE(missed.size(), allowed) << testing::PrintToString(missed);
}

TEST_P(Catalogue, finds_nothing_in_what_is_correct_or_repaired) {
  for (const Scenario& scenario : scenarios::clean()) {
    const search::CampaignResult result = explored(scenario, 200);
    EXPECT_TRUE(result.findings.empty()) << scenario.name;
    EXPECT_EQ(result.counts.cut_runs, 0U) << scenario.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, Catalogue, testing::ValuesIn(sampling_strategies), test_name);
INSTANTIATE_TEST_SUITE_P(Delays, Catalogue, testing::Values("delay:bound=2"), test_name);

}  // namespace
}  // namespace heddle::strategy
