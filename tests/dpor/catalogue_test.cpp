// The built-in scenarios to the end: each shows what it says, and what is correct or repaired is
// proven to show nothing.

#include "catalogue_programs.h"

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/trace/finding.h>

#include <ostream>
#include <string>
#include <vector>

namespace heddle::dpor_test {
namespace {

constexpr std::uint64_t runs_most = 20'000;
// Programs with more classes than that.
constexpr std::size_t large_most = 12;

Options to_the_end() {
  Options options;
  options.strategy = "dpor";
  options.runs = runs_most;
  options.seed = 1;
  options.keep_going = true;
  return options;
}

// With other kinds, which need a second early firing or what a race makes of a value, it may not.
TEST(DporCatalogue, every_scenario_shows_what_it_says) {
  for (const Scenario* scenario : scenarios::buggy()) {
    const Report report = explore(*scenario, to_the_end());
    EXPECT_FALSE(report.findings().empty()) << report;
    for (const trace::Finding& finding : report.findings()) {
      EXPECT_TRUE(scenario->expect.contains(finding.kind)) << report;
    }
  }
}

TEST(DporCatalogue, what_is_correct_or_repaired_is_explored_to_the_end) {
  std::vector<std::string> large;
  for (const Scenario& program : scenarios::clean()) {
    const Report report = explore(program, to_the_end());
    EXPECT_TRUE(report.findings().empty()) << report;
    if (report.runs() >= runs_most) {
      large.emplace_back(program.name);
    } else {
      EXPECT_TRUE(report.complete()) << report;
    }
  }
  EXPECT_LE(large.size(), large_most) << testing::PrintToString(large);
}

}  // namespace
}  // namespace heddle::dpor_test
