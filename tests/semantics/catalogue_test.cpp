// The built-in scenarios: each shows nothing but what it says, what is correct or repaired nothing.

#include "catalogue_programs.h"
#include "program_names.h"

#include <map>
#include <stdexcept>
#include <vector>

#include "run_test.h"

namespace heddle::semantics {
namespace {

// By name, so that the names of the tests are the same in every build.
class Catalogue : public testing::TestWithParam<const char*> {
 protected:
  static const Scenario& scenario() {
    for (const Scenario* scenario : scenarios::catalogue()) {
      if (scenario->name == std::string_view(GetParam())) return *scenario;
    }
    throw std::logic_error("no such scenario");
  }
};

// Some need more schedules than a test has time for: `heddle check` finds all.
TEST_P(Catalogue, shows_kinds_it_expects) {
  Options options = sampled(500);
  options.strategy = "portfolio";
  const Report report = explore(scenario(), options);
  EXPECT_EQ(report.findings().empty(), scenario().expect.empty()) << report;
  for (const trace::Finding& finding : report.findings()) {
    EXPECT_TRUE(scenario().expect.contains(finding.kind)) << report;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Catalogue, testing::ValuesIn(names_of(scenarios::catalogue())),
                         program_name);

TEST(CatalogueAsAWhole, what_is_correct_or_repaired_shows_nothing) {
  for (const Scenario& program : scenarios::clean()) {
    Options first = every();
    first.runs = 2000;
    for (const Options& options : {sampled(500), first}) {
      const Report report = explore(program, options);
      EXPECT_TRUE(report.findings().empty()) << report;
      EXPECT_EQ(report.cut_runs(), 0U) << report;
    }
  }
}

TEST(CatalogueAsAWhole, is_sorted_and_told) {
  std::map<std::string, int> families;
  std::string last;
  for (const Scenario* scenario : scenarios::catalogue()) {
    const std::string name = scenario->name;
    EXPECT_LT(last, name);
    last = name;
    ++families[name.substr(0, name.find('/'))];
    EXPECT_GT(std::string(scenario->story).size(), 40U) << name;
    EXPECT_NE(std::string(scenario->tags), "") << name;
    // What is correct needs no repair.
    EXPECT_FALSE(scenario->expect.empty() && scenario->fixed != nullptr) << name;
    if (scenario->fixed == nullptr && !scenario->expect.empty()) {
      EXPECT_EQ(name, "goker/etcd_7902") << "a bug without a repair";
    }
  }
  EXPECT_EQ(families["goker"], 69);
  EXPECT_GE(families["patterns"], 100);
  for (const char* family : {"channels", "deadlocks", "leaks", "races"}) {
    EXPECT_GE(families[family], 10) << family;
  }
}

TEST(CatalogueAsAWhole, many_scenarios_fail_under_some_schedules_only) {
  int sometimes_only = 0;
  for (const Scenario* scenario : scenarios::buggy()) {
    const Report report = explore(*scenario, sampled(200));
    if (runs_with_findings(report) < report.runs()) ++sometimes_only;
  }
  EXPECT_GE(sometimes_only, 100);
}

}  // namespace
}  // namespace heddle::semantics
