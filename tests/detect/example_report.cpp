#include "detect/example_report.h"

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

#include "report/text.h"

namespace heddle {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::filesystem::path golden = HEDDLE_GOLDEN_DIR;

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Example& example, std::ostream* out) { *out << example.scenario.name; }

void expect_as_written(const Example& example) {
  const Scenario& scenario = example.scenario;
  Options options;
  options.strategy = example.strategy;
  options.early = example.early;
  options.seed = 1;
  options.runs = 10'000;
  options.isolate = example.isolate;
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
  EXPECT_EQ(printed, content_of(file));
}

void expect_documented(const Example& example) {
  const std::string name = example.scenario.name;
  const std::string page = content_of(golden / "../../docs/detection.md");
  EXPECT_NE(page.find("\n```\n" + content_of(golden / "reports" / (name + ".txt")) + "```\n"),
            std::string::npos)
      << "docs/detection.md does not show tests/golden/reports/" << name << ".txt";
  const std::string source = content_of(golden / "../detect/examples" / (name + ".cpp"));
  const std::string opening = "namespace heddle::examples {\n";
  const std::size_t begin = source.find_first_not_of('\n', source.find(opening) + opening.size());
  const std::size_t end = source.rfind("\n}  // namespace heddle::examples");
  EXPECT_NE(page.find("\n```cpp\n" + source.substr(begin, end - begin) + "```\n"),
            std::string::npos)
      << "docs/detection.md does not show tests/detect/examples/" << name << ".cpp";
}

}  // namespace heddle
