// For each kind of finding a small program and the report it prints: tests/golden/reports. With
// HEDDLE_UPDATE=1 the reports are written anew. docs/detection.md shows both, word for word.

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/trace/finding.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "detect/examples/examples.h"
#include "report/text.h"

namespace heddle {
namespace {

struct Example {
  const Scenario& scenario;
  const char* strategy = "random";
  int early = -1;
  bool isolate = false;  // the finding kills its process, or a process with a past matters
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Example& example, std::ostream* out) { *out << example.scenario.name; }

const Example all[] = {
    {examples::channel_race, "random", 0},
    {examples::check_failed},
    {examples::close_nil},
    {examples::context_leak},
    {examples::crash, "random", -1, true},
    {examples::data_race},
    {examples::deadlock},
    {examples::double_close},
    {examples::hang, "random", -1, true},
    {examples::leak},
    {examples::limit},
    {examples::livelock, "round-robin"},
    {examples::lock_held_at_exit},
    {examples::lock_order, "random", 0},
    {examples::lost_wakeup},
    {examples::negative_waitgroup},
    {examples::nondeterminism, "random", -1, true},
    {examples::out_of_memory, "random", -1, true},
    {examples::panic},
    {examples::partial_deadlock},
    {examples::send_on_closed},
    {examples::stack_overflow, "random", -1, true},
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
  options.isolate = GetParam().isolate;
  options.run_timeout_seconds = 1;
  const Report report = explore(scenario, options);
  ASSERT_FALSE(report.findings().empty()) << report;
  trace::Finding finding = report.findings().front();
  EXPECT_TRUE(scenario.expect.contains(finding.kind)) << report;
  // As the command line prints it, which saves the trace there.
  const std::string trace_file = std::string("heddle-out/") + scenario.name + "." +
                                 std::string(trace::word(finding.kind)) + ".htrace";
  // How frames of a process that died are named is the compiler's affair.
  std::erase_if(finding.notes, [](const std::string& note) {
    return note.starts_with("stack: ") || note.starts_with("called by: ");
  });
  std::string printed = report::text_of(finding, scenario.name, "heddle replay " + trace_file);
  if (finding.kind == Kind::hang) {
    // A busy machine looks later than after the one second that was asked for.
    printed = std::regex_replace(printed, std::regex("for [0-9]+\\.[0-9] s"), "for 1.0 s");
  }
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
  const std::string opening = "namespace heddle::examples {\n";
  const std::size_t begin = source.find_first_not_of('\n', source.find(opening) + opening.size());
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
