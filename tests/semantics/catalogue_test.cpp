// The built-in scenarios: each shows exactly what it says, each twin nothing.

#include "catalogue.h"

#include <map>
#include <stdexcept>
#include <vector>

#include "run_test.h"

namespace heddle::semantics {
namespace {

Scenario twin_of(const Scenario& scenario) {
  Scenario twin = scenario;
  twin.body = scenario.fixed;
  twin.expect = {};
  return twin;
}

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

TEST_P(Catalogue, shows_exactly_the_kinds_it_expects) {
  const Report report = explore(scenario(), sampled(500));
  Kinds shown;
  for (const trace::Finding& finding : report.findings()) shown.insert(finding.kind);
  EXPECT_EQ(shown, scenario().expect) << report;
}

TEST_P(Catalogue, its_repaired_twin_shows_nothing) {
  if (scenario().fixed == nullptr) return;
  const Scenario twin = twin_of(scenario());
  EXPECT_TRUE(clean(twin, sampled(2000)));
  Options all = every();
  all.runs = 30'000;
  const Report report = explore(twin, all);
  EXPECT_TRUE(report.ok()) << report;
}

std::vector<const char*> names() {
  std::vector<const char*> all;
  for (const Scenario* scenario : scenarios::catalogue()) all.push_back(scenario->name);
  return all;
}

std::string test_name(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (c == '/') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Catalogue, testing::ValuesIn(names()), test_name);

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

}  // namespace
}  // namespace heddle::semantics
