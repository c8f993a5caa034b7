#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include "counter.h"

TEST(Counter, HasARace) {
  const heddle::Report report = heddle::explore(count_to_two, {.runs = 100});
  EXPECT_TRUE(report.found(heddle::Kind::data_race)) << report;
}
