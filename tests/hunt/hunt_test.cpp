// How soon bugs are found: numbers of schedules with fixed seeds, no times.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hunt/measure.h"

namespace heddle::hunt {
namespace {

class Program : public testing::TestWithParam<const Quarry*> {};

// A program that chance finds soon measures nothing; one that the default order finds even less.
TEST_P(Program, is_no_easy_quarry) {
  const Quarry& quarry = *GetParam();
  const auto by_chance = schedules_to_bug(quarry, {"random", 10, 20});
  EXPECT_LE(percent_within(by_chance, 10), 50U) << quarry.name;
  const auto by_default = schedules_to_bug(quarry, {"default", 1, 1});
  EXPECT_EQ(percent_within(by_default, 1), 0U) << quarry.name;
  EXPECT_GE(quarry.depth, 1U);
  EXPECT_NE(std::string(quarry.story), "");
}

std::vector<const Quarry*> all() {
  std::vector<const Quarry*> programs;
  for (const Quarry& quarry : catalogue()) programs.push_back(&quarry);
  return programs;
}

INSTANTIATE_TEST_SUITE_P(Hunt, Program, testing::ValuesIn(all()),
                         [](const auto& program) { return std::string(program.param->name); });

TEST(Hunt, has_the_programs_that_were_asked_for) {
  std::set<std::string> names;
  for (const Quarry& quarry : catalogue()) EXPECT_TRUE(names.insert(quarry.name).second);
  EXPECT_GE(names.size(), 30U);
  for (const char* name :
       {"reorder_3",       "reorder_5",   "reorder_10",   "reorder_20",    "reorder_100",
        "twostage",        "twostage_20", "twostage_100", "account",       "bluetooth",
        "stack",           "queue",       "wronglock",    "deadlock",      "carter",
        "circular_buffer", "lazy_init",   "token_ring",   "work_stealing", "string_buffer"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(Hunt, the_portfolio_finds_most_bugs_within_ten_schedules_and_all_within_a_hundred) {
  std::uint64_t within_10 = 0;
  std::uint64_t campaigns = 0;
  std::map<std::string, std::uint64_t> means;
  for (const Quarry& quarry : catalogue()) {
    const auto schedules = schedules_to_bug(quarry, {"portfolio", 1000, 20});
    for (const std::uint64_t count : schedules) within_10 += count <= 10 ? 1 : 0;
    campaigns += schedules.size();
    means[quarry.name] = mean_hundredths(schedules);
    EXPECT_LE(means[quarry.name], 100U * 100) << quarry.name;
    EXPECT_EQ(percent_within(schedules, 1000), 100U) << quarry.name;
  }
  EXPECT_GE(100 * within_10, 85 * campaigns);
  EXPECT_LE(means["reorder_100"], 10U * 100);
  EXPECT_LE(means["twostage_100"], 60U * 100);
}

}  // namespace
}  // namespace heddle::hunt
