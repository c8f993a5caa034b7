// For each kind of finding a small program and the report it prints: tests/golden/reports. With
// HEDDLE_UPDATE=1 the reports are written anew. docs/detection.md shows both, word for word.

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/trace/finding.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>

#include "detect/examples/examples.h"
#include "report/text.h"

namespace heddle {
namespace {

struct Example {
  const Scenario& scenario;
  const char* strategy = "random";
  int early = -1;
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Example& example, std::ostream* out) { *out << example.scenario.name; }

const Example all[] = {
    {examples::channel_race, "random", 0},
    {examples::check_failed},
    {examples::close_nil},
    {examples::context_leak},
    {examples::data_race},
    {examples::deadlock},
    {examples::double_close},
    {examples::leak},
    {examples::limit},
    {examples::livelock, "round-robin"},
    {examples::lock_held_at_exit},
    {examples::lock_order, "random", 0},
    {examples::lost_wakeup},
    {examples::negative_waitgroup},
    {examples::panic},
    {examples::partial_deadlock},
    {examples::send_on_closed},
    {examples::step_limit},
    {examples::unlock_unlocked},
    {examples::waitgroup_misuse},
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::filesystem::path golden = HEDDLE_GOLDEN_DIR;

class Reports : public testing::TestWithParam<Example> {};

TEST_P(Reports, are_as_written) {
  const Scenario& scenario = GetParam().scenario;
  Options options;
  options.strategy = GetParam().strategy;
  options.early = GetParam().early;
  options.seed = 1;
  options.runs = 10'000;
  const Report report = explore(scenario, options);
  ASSERT_FALSE(report.findings().empty()) << report;
  const trace::Finding& finding = report.findings().front();
  EXPECT_TRUE(scenario.expect.contains(finding.kind)) << report;
  // As the command line prints it, which saves the trace there.
  const std::string trace_file = std::string("heddle-out/") + scenario.name + "." +
                                 std::string(trace::word(finding.kind)) + ".htrace";
  const std::string printed =
      report::text_of(finding, scenario.name, "heddle replay " + trace_file);
  const auto file = golden / "reports" / (std::string(scenario.name) + ".txt");
  if (std::getenv("HEDDLE_UPDATE") != nullptr) std::ofstream(file) << printed;
  EXPECT_EQ(printed, text_of(file));
}

// What the documentation shows is what is compiled and what is printed.
TEST_P(Reports, are_documented) {
  const std::string name = GetParam().scenario.name;
  const std::string page = text_of(golden / "../../docs/detection.md");
  EXPECT_NE(page.find("\n```\n" + text_of(golden / "reports" / (name + ".txt")) + "```\n"),
            std::string::npos)
      << "docs/detection.md does not show tests/golden/reports/" << name << ".txt";
  const std::string source = text_of(golden / "../detect/examples" / (name + ".cpp"));
  const std::size_t begin = source.find("namespace heddle::examples {\n") + 30;
  const std::size_t end = source.rfind("\n}  // namespace heddle::examples");
  EXPECT_NE(page.find("\n```cpp\n" + source.substr(begin, end - begin) + "```\n"),
            std::string::npos)
      << "docs/detection.md does not show tests/detect/examples/" << name << ".cpp";
}

INSTANTIATE_TEST_SUITE_P(golden, Reports, testing::ValuesIn(all), [](const auto& tested) {
  return std::string(tested.param.scenario.name);
});

}  // namespace
}  // namespace heddle
