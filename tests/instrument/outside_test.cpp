// Accesses where no run is leave no trace and do no harm.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <atomic>
#include <thread>

#include "instrument/plain_programs.h"

namespace heddle::test {
namespace {

constexpr int sum_of_64 = 64 * 63 / 2;

TEST(Outside, ConstructorsRunBeforeMain) { EXPECT_EQ(sum_before_main(), sum_of_64 + 1); }

TEST(Outside, BetweenRunsNothingIsSeen) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(sum_outside(), sum_of_64);
    const Report report = explore(guarded_update, {.runs = 50, .seed = 7});
    EXPECT_TRUE(report.ok()) << report;
  }
}

// The detector's state belongs to the thread of the run.
TEST(Outside, OtherThreadsAreNotSeen) {
  std::atomic<bool> over{false};
  std::thread other([&over] {
    while (!over) EXPECT_EQ(sum_outside(), sum_of_64);
  });
  const Report report = explore(guarded_update, {.runs = 300, .seed = 7});
  over = true;
  other.join();
  EXPECT_TRUE(report.ok()) << report;
}

TEST(Outside, BlocksCrossTheBorderOfARun) {
  for (int i = 0; i < 20; ++i) {
    allocate_outside();
    const Report report = explore(blocks_from_elsewhere, {.runs = 5, .seed = 7});
    EXPECT_TRUE(report.ok()) << report;
  }
}

}  // namespace
}  // namespace heddle::test
