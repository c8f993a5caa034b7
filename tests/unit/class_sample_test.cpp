// Counting distinct classes in constant memory.

#include "search/class_sample.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/rng.h"

namespace heddle::search {
namespace {

using engine::mix;

TEST(ClassSample, CountsExactlyWhileThereIsRoom) {
  ClassSample sample;
  EXPECT_EQ(sample.chance_of_new(), 1.0);
  for (std::uint64_t i = 0; i < ClassSample::capacity; ++i) {
    sample.add(mix(i));
    sample.add(mix(i / 2));
  }
  EXPECT_TRUE(sample.exact());
  EXPECT_EQ(sample.distinct(), ClassSample::capacity);
  EXPECT_EQ(sample.runs(), 2 * ClassSample::capacity);
  // Those in the upper half of the range were seen once each.
  EXPECT_DOUBLE_EQ(sample.chance_of_new(), 0.25);
}

TEST(ClassSample, EstimatesManyWithinAFewPerCent) {
  for (const std::uint64_t classes : {50'000U, 400'000U, 3'000'000U}) {
    ClassSample sample;
    for (std::uint64_t i = 0; i < classes; ++i) sample.add(mix(i + 1));
    EXPECT_FALSE(sample.exact());
    const double ratio = static_cast<double>(sample.distinct()) / static_cast<double>(classes);
    EXPECT_NEAR(ratio, 1, 0.04) << classes;
    EXPECT_NEAR(sample.chance_of_new(), 1, 0.04);
    EXPECT_LE(sample.entries().size(), ClassSample::capacity);
  }
}

TEST(ClassSample, TheChanceOfANewClassIsRight) {
  // A million classes, as likely as each other: after n runs the chance is (1 - 1/N)^n.
  constexpr std::uint64_t all = 100'000;
  ClassSample sample;
  engine::Rng rng(4);
  for (int i = 0; i < 100'000; ++i) sample.add(mix(rng.below(all)));
  EXPECT_NEAR(sample.chance_of_new(), 0.3679, 0.02);
  EXPECT_NEAR(static_cast<double>(sample.distinct()) / all, 0.632, 0.02);
}

TEST(ClassSample, PartsInAnyOrderAreTheWhole) {
  constexpr int parts = 4;
  ClassSample whole;
  ClassSample part[parts];
  engine::Rng rng(9);
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    const std::uint64_t hash = mix(rng.below(60'000));
    whole.add(hash);
    part[rng.below(parts)].add(hash);
  }
  for (const bool backwards : {false, true}) {
    ClassSample joined;
    for (int i = 0; i < parts; ++i) joined.merge(part[backwards ? parts - 1 - i : i]);
    EXPECT_EQ(joined.runs(), whole.runs());
    EXPECT_EQ(joined.distinct(), whole.distinct());
    EXPECT_EQ(joined.chance_of_new(), whole.chance_of_new());
  }
}

TEST(ClassSample, SurvivesBeingWrittenDown) {
  for (const std::uint64_t classes : {0U, 10U, 100'000U}) {
    ClassSample sample;
    for (std::uint64_t i = 0; i < classes; ++i) sample.add(mix(i));
    ClassSample again;
    ASSERT_TRUE(again.restore(sample.runs(), sample.level(), sample.entries()));
    EXPECT_EQ(again.distinct(), sample.distinct());
    EXPECT_EQ(again.chance_of_new(), sample.chance_of_new());
    EXPECT_EQ(again.runs(), sample.runs());
  }
}

TEST(ClassSample, WhatDoesNotBelongTogetherIsRefused) {
  ClassSample sample;
  EXPECT_FALSE(sample.restore(1, 1, {{3, 1}})) << "the hash is not of this level";
  EXPECT_FALSE(sample.restore(1, 0, {{3, 2}})) << "more runs than there were";
  EXPECT_FALSE(sample.restore(3, 0, {{3, 2}})) << "fewer, and none can be missing";
  EXPECT_FALSE(sample.restore(2, 0, {{3, 1}, {3, 1}})) << "twice the same";
  EXPECT_FALSE(sample.restore(1, 0, {{3, 0}}));
  EXPECT_FALSE(sample.restore(1, 61, {}));
  EXPECT_TRUE(sample.restore(2, 0, {{3, 1}, {5, 1}}));
}

TEST(ClassSample, LaterOnlyEverySixteenthRunIsCounted) {
  std::uint64_t counted = 0;
  for (std::uint64_t run = 0; run < 16'384; ++run) counted += counts_class_of(run) ? 1 : 0;
  EXPECT_EQ(counted, 16'384U);
  counted = 0;
  for (std::uint64_t run = 100'000; run < 260'000; ++run) counted += counts_class_of(run) ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(counted), 10'000, 300);
}

}  // namespace
}  // namespace heddle::search
