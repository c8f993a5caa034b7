// The built-in scenarios to the end: each shows what it says, and its twin is proven to show
// nothing.

#include "catalogue.h"

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/trace/finding.h>

#include <ostream>

namespace heddle::dpor_test {
namespace {

Options to_the_end() {
  Options options;
  options.strategy = "dpor";
  options.runs = 100'000;
  options.seed = 1;
  options.keep_going = true;
  return options;
}

TEST(DporCatalogue, every_scenario_shows_its_kinds) {
  for (const Scenario* scenario : scenarios::catalogue()) {
    const Report report = explore(*scenario, to_the_end());
    Kinds shown;
    for (const trace::Finding& finding : report.findings()) shown.insert(finding.kind);
    EXPECT_EQ(shown, scenario->expect) << report;
    EXPECT_LT(report.runs(), 100'000u) << scenario->name;
  }
}

TEST(DporCatalogue, every_twin_is_explored_to_the_end_and_clean) {
  for (const Scenario* scenario : scenarios::catalogue()) {
    Scenario twin = *scenario;
    twin.body = scenario->fixed;
    twin.expect = {};
    const Report report = explore(twin, to_the_end());
    EXPECT_TRUE(report.ok() && report.findings().empty()) << report;
    EXPECT_TRUE(report.complete()) << report;
  }
}

}  // namespace
}  // namespace heddle::dpor_test
