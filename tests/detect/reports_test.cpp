// For each kind of finding a small program and the report it prints. Those that need instrumented
// code are in plain_reports_test.cpp.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/kind.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "detect/example_report.h"
#include "detect/examples/examples.h"

namespace heddle {
namespace {

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

class Reports : public testing::TestWithParam<Example> {};

TEST_P(Reports, are_as_written) { expect_as_written(GetParam()); }

TEST_P(Reports, are_documented) { expect_documented(GetParam()); }

INSTANTIATE_TEST_SUITE_P(golden, Reports, testing::ValuesIn(all), [](const auto& tested) {
  return std::string(tested.param.scenario.name);
});

TEST(Kinds, have_a_report_each) {
  std::set<std::string> reported;
  for (const auto& file : std::filesystem::directory_iterator(HEDDLE_GOLDEN_DIR "/reports")) {
    std::ifstream report(file.path());
    std::string word;
    report >> word;
    if (word.ends_with(':')) word.pop_back();
    reported.insert(word);
  }
  for (unsigned i = 0; i < trace::kind_count; ++i) {
    const std::string word(trace::word(static_cast<Kind>(i)));
    EXPECT_TRUE(reported.contains(word)) << word;
  }
}

}  // namespace
}  // namespace heddle
