// How soon the default strategy finds the bugs that real programs had (scenarios/goker), beside a
// random walk. docs/goker.md shows the table; with HEDDLE_UPDATE=1 it is written anew.

#include <gtest/gtest.h>
#include <heddle/trace/kind.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "catalogue_programs.h"
#include "search/campaign.h"
#include "search/mapping.h"
#include "search/target.h"

namespace heddle::hunt {
namespace {

constexpr std::uint64_t seeds = 20;
constexpr std::uint64_t runs_most = 1000;

// What is learned names places, and compilers differ in the lines of calls that fill several.
#ifdef __clang__
constexpr bool documented_here = false;
#else
constexpr bool documented_here = true;
#endif

// Schedules up to and including the first finding, over all seeds.
std::uint64_t schedules_to_finding(const Scenario& scenario, const char* strategy) {
  const search::Target target = search::target_of(scenario);
  const search::SharedLog log(target.program);
  engine::Run run;
  search::CampaignOptions options;
  options.strategy = strategy;
  options.runs = runs_most;
  std::uint64_t sum = 0;
  for (options.seed = 1; options.seed <= seeds; ++options.seed) {
    std::string error;
    const auto campaign = search::Campaign::make(target, options, error);
    EXPECT_NE(campaign, nullptr) << error;
    search::Counts counts;
    search::Observer nobody;
    campaign->run(run, log.log(), counts, nobody, 0, campaign->runs());
    std::uint64_t first = runs_most;
    for (const trace::Finding& finding : campaign->findings().all()) {
      EXPECT_TRUE(finding.possible || scenario.expect.contains(finding.kind))
          << scenario.name << ": " << finding.message;
      if (!finding.possible && finding.first_run < first) first = finding.first_run;
    }
    sum += first + 1;
  }
  return sum;
}

std::string mean_text(std::uint64_t sum, std::uint64_t of) {
  const std::uint64_t hundredths = (100 * sum + of / 2) / of;
  std::string text = std::to_string(hundredths / 100) + ".";
  text += static_cast<char>('0' + hundredths / 10 % 10);
  return text + static_cast<char>('0' + hundredths % 10);
}

std::string kinds_text(const Scenario& scenario) {
  std::string text;
  for (unsigned i = 0; i < trace::kind_count; ++i) {
    const auto kind = static_cast<trace::Kind>(i);
    if (!scenario.expect.contains(kind)) continue;
    text += (text.empty() ? "`" : ", `") + std::string(trace::word(kind)) + "`";
  }
  return text;
}

TEST(Kernels, AreFoundWithinTwoSchedulesOnAverage) {
  std::uint64_t portfolio_sum = 0;
  std::uint64_t random_sum = 0;
  std::uint64_t worst = 0;
  std::string worst_name;
  std::uint64_t count = 0;
  std::ostringstream rows;
  for (const Scenario* scenario : scenarios::buggy()) {
    const std::string name = scenario->name;
    if (!name.starts_with("goker/")) continue;
    ++count;
    const std::uint64_t portfolio = schedules_to_finding(*scenario, "portfolio");
    const std::uint64_t random = schedules_to_finding(*scenario, "random");
    portfolio_sum += portfolio;
    random_sum += random;
    if (portfolio > worst) {
      worst = portfolio;
      worst_name = name.substr(6);
    }
    const std::string tags = scenario->tags;
    const bool blocking = tags.find("nonblocking") == std::string::npos;
    rows << "| " << name.substr(6) << " | " << (blocking ? "blocking" : "nonblocking") << " | "
         << kinds_text(*scenario) << " | " << mean_text(portfolio, seeds) << " | "
         << mean_text(random, seeds) << " |\n";
  }
  EXPECT_EQ(count, 69U);
  EXPECT_LE(portfolio_sum, 2 * seeds * count) << "the mean is above 2";

  if (!documented_here) return;
  std::ostringstream page;
  page
      << "# The kernels of GoKer\n\n"
         "The bugs of real programs that scenarios/goker rebuilds, and how soon they are found: "
         "the\n"
         "mean number of schedules up to and including the first finding, over the seeds 1 to 20,\n"
         "under the default strategy and under a random walk. All kernels are found in every\n"
         "campaign. Made and checked by `tests/hunt/kernels_test.cpp`.\n\n"
         "| kernel | class | shows | portfolio | random |\n| --- | --- | --- | ---: | ---: |\n"
      << rows.str() << "| mean of all | | | " << mean_text(portfolio_sum, seeds * count) << " | "
      << mean_text(random_sum, seeds * count) << " |\n\nThe slowest is " << worst_name << ", with "
      << mean_text(worst, seeds) << " schedules.\n";
  const std::filesystem::path file = std::filesystem::path(DOCS_FOLDER) / "goker.md";
  if (std::getenv("HEDDLE_UPDATE") != nullptr) std::ofstream(file) << page.str();
  std::ifstream in(file);
  std::stringstream documented;
  documented << in.rdbuf();
  EXPECT_EQ(documented.str(), page.str()) << "HEDDLE_UPDATE=1 writes docs/goker.md anew";
}

}  // namespace
}  // namespace heddle::hunt
