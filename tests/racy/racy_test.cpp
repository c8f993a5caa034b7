// The racy programs: each shows its race, at the two lines marked in its source, and nothing else.

#include <gtest/gtest.h>

#include <heddle/explore.h>
#include <heddle/trace/finding.h>

#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue.h"
#include "program_names.h"

namespace heddle::racy {
namespace {

using Lines = std::set<std::uint32_t>;

const Scenario& named(std::string_view name) {
  for (const Scenario* scenario : catalogue()) {
    if (scenario->name == name) return *scenario;
  }
  throw std::invalid_argument("no such program");
}

// The lines of each program's source that are marked, by the program's name.
std::map<std::string, Lines> marked_lines() {
  std::map<std::string, Lines> marked;
  std::set<std::string> files;
  for (const Scenario* scenario : catalogue()) {
    const std::string name = scenario->name;
    files.insert(name.substr(0, name.find('/')));
  }
  for (const std::string& file : files) {
    std::ifstream source(HEDDLE_RACY_SOURCES "/" + file + ".cpp");
    EXPECT_TRUE(source) << file;
    std::string name;
    std::string line;
    for (std::uint32_t number = 1; std::getline(source, line); ++number) {
      constexpr std::string_view begin = ".name = \"";
      if (const std::size_t at = line.find(begin); at != std::string::npos) {
        name = line.substr(at + begin.size());
        name.resize(name.find('"'));
      }
      if (line.ends_with("// races")) marked[name].insert(number);
    }
  }
  return marked;
}

std::string source_of(const std::string& name) {
  return "tests/racy/" + name.substr(0, name.find('/')) + ".cpp";
}

class Racy : public testing::TestWithParam<const char*> {};

TEST_P(Racy, races_on_its_marked_lines_and_shows_nothing_else) {
  const Scenario& program = named(GetParam());
  const Lines marked = marked_lines()[program.name];
  ASSERT_EQ(marked.size(), 2U);
  for (const char* strategy :
       {"random", "pct:depth=3", "portfolio", "rfc", "surw", "urw", "pos", "burst"}) {
    Options options;
    options.strategy = strategy;
    options.runs = 500;
    options.seed = 1;
    options.keep_going = true;
    const Report report = explore(program, options);
    Lines raced;
    for (const trace::Finding& finding : report.findings()) {
      EXPECT_EQ(finding.kind, Kind::data_race) << report;
      ASSERT_EQ(finding.sites.size(), 2U) << report;
      for (const trace::Site& site : finding.sites) {
        EXPECT_EQ(site.file, source_of(program.name)) << report;
        raced.insert(site.line);
      }
    }
    EXPECT_EQ(raced, marked) << program.story << "\n\n" << report;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Racy, testing::ValuesIn(names_of(catalogue())), program_name);

TEST(RacyCatalogue, is_sorted_told_and_expects_a_race) {
  std::string last;
  for (const Scenario* scenario : catalogue()) {
    EXPECT_LT(last, scenario->name);
    last = scenario->name;
    EXPECT_NE(std::string(scenario->story), "") << scenario->name;
    EXPECT_EQ(scenario->expect, Kinds{Kind::data_race}) << scenario->name;
  }
  EXPECT_GE(catalogue().size(), 15U);
}

}  // namespace
}  // namespace heddle::racy
