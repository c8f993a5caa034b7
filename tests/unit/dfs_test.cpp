// dfs: exactly the schedules there are, each once.

#include "strategy/dfs.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "unit/abstract_program.h"

namespace heddle::strategy {
namespace {

using engine::DecisionKind;

// The orders a strategy goes through until it says that there are no more.
std::vector<Abstract::Outcome> enumerate(engine::Strategy& strategy, const Abstract& program) {
  std::vector<Abstract::Outcome> all;
  for (std::uint64_t i = 0; strategy.begin_run(i, engine::combine(5, i)); ++i) {
    all.push_back(program.run(strategy));
    if (all.size() > 100'000) {
      ADD_FAILURE() << "no end";
      break;
    }
  }
  return all;
}

std::set<std::string> orders(const std::vector<Abstract::Outcome>& outcomes) {
  std::set<std::string> all;
  for (const Abstract::Outcome& outcome : outcomes) all.insert(outcome.order);
  return all;
}

// (a + b + ...)! / (a! b! ...)
std::uint64_t multinomial(const std::vector<std::uint32_t>& parts) {
  std::uint64_t result = 1;
  std::uint64_t n = 0;
  for (const std::uint32_t part : parts) {
    for (std::uint32_t k = 1; k <= part; ++k) result = result * ++n / k;
  }
  return result;
}

TEST(Dfs, SeesEveryInterleavingOnce) {
  for (const std::vector<std::uint32_t>& steps : std::vector<std::vector<std::uint32_t>>{
           {1}, {5}, {1, 1}, {2, 3}, {6, 6}, {1, 1, 1}, {2, 2, 2}, {3, 2, 1, 1}, {1, 1, 1, 1, 1}}) {
    const Abstract program{.steps = steps};
    const auto dfs = strategy_of("dfs");
    const auto outcomes = enumerate(*dfs, program);
    EXPECT_EQ(outcomes.size(), multinomial(steps));
    EXPECT_EQ(orders(outcomes).size(), multinomial(steps));
    EXPECT_TRUE(dfs->exhaustive());
    EXPECT_FALSE(dfs->begin_run(outcomes.size() + 1, 0)) << "the end stays the end";
  }
}

TEST(Dfs, StartsWithTheDefaultOrder) {
  const Abstract program{.steps = {2, 3, 1}, .clock = true, .values = 3};
  const auto dfs = strategy_of("dfs");
  const auto usual = strategy_of("default");
  ASSERT_TRUE(dfs->begin_run(0, 1));
  ASSERT_TRUE(usual->begin_run(0, 1));
  const std::string first = program.run(*dfs).order;
  EXPECT_EQ(first, program.run(*usual).order);
  EXPECT_EQ(first, "aa0bbbc");
}

TEST(Dfs, ValuesAndTheClockAreAlternatives) {
  const auto values = strategy_of("dfs");
  EXPECT_EQ(orders(enumerate(*values, {.steps = {1, 1}, .values = 4})),
            (std::set<std::string>{"a0b", "a1b", "a2b", "a3b", "ba0", "ba1", "ba2", "ba3"}));
  const auto clock = strategy_of("dfs");
  const auto outcomes = enumerate(*clock, {.steps = {2, 1}, .clock = true});
  // The firing can come before each of the 3 steps of each of the 3 orders, or not at all.
  EXPECT_EQ(outcomes.size(), 12U);
  EXPECT_EQ(orders(outcomes).size(), 12U);
  EXPECT_EQ(outcomes.back().order, "+baa");
  EXPECT_EQ(clock->early_firings(), 1U);
}

TEST(Dfs, BoundKeepsExactlyTheSchedulesWithFewPreemptions) {
  for (const std::vector<std::uint32_t>& steps :
       std::vector<std::vector<std::uint32_t>>{{3, 3}, {2, 2, 2}, {4, 1, 2}}) {
    const Abstract program{.steps = steps};
    const auto unbounded = enumerate(*strategy_of("dfs"), program);
    for (std::uint32_t bound = 0; bound <= 4; ++bound) {
      std::set<std::string> expected;
      for (const Abstract::Outcome& outcome : unbounded) {
        if (outcome.preemptions <= bound) expected.insert(outcome.order);
      }
      const auto dfs = strategy_of("dfs", static_cast<int>(bound));
      const auto outcomes = enumerate(*dfs, program);
      EXPECT_EQ(orders(outcomes), expected);
      EXPECT_EQ(outcomes.size(), expected.size());
      const bool all = expected.size() == unbounded.size();
      EXPECT_EQ(dfs->exhaustive(), all);
      EXPECT_EQ(dfs->exhausted_bound(), all ? -1 : static_cast<int>(bound));
    }
  }
}

TEST(Dfs, RandomBitsAreTheSameInEveryRunAndComeFromTheFirstSeed) {
  const auto bits = [](std::uint64_t seed, std::uint64_t later_seed) {
    const auto dfs = strategy_of("dfs");
    std::vector<std::uint64_t> all;
    for (std::uint64_t i = 0; dfs->begin_run(i, i == 0 ? seed : later_seed); ++i) {
      all.push_back(dfs->random_bits(0));
      dfs->choose(DecisionKind::choice, 3, 0);
    }
    return all;
  };
  const auto one = bits(1, 77);
  ASSERT_EQ(one.size(), 3U);
  EXPECT_EQ(std::set<std::uint64_t>(one.begin(), one.end()).size(), 1U);
  EXPECT_EQ(bits(1, 78), one);
  EXPECT_NE(bits(2, 77), one);
}

TEST(Dfs, AProgramThatWarmsUpIsSearchedAfresh) {
  Dfs dfs(-1);
  std::uint32_t runs = 0;
  std::set<std::uint32_t> seen;
  // The first run takes a decision more than all others, as if it initialised a static.
  for (; dfs.begin_run(runs, 0); ++runs) {
    ASSERT_LT(runs, 100U);
    if (runs == 0) dfs.choose(DecisionKind::choice, 2, 1);
    const std::uint32_t first = dfs.choose(DecisionKind::choice, 3, 2);
    const std::uint32_t second = dfs.choose(DecisionKind::choice, 3, 3 + first);
    if (runs > 1) seen.insert(10 * first + second);
  }
  EXPECT_EQ(seen.size(), 9U);
  EXPECT_EQ(runs, 11U);
  EXPECT_TRUE(dfs.exhaustive());
  EXPECT_FALSE(dfs.nondeterminism().empty());
}

TEST(Dfs, AProgramThatNeverRepeatsEndsWithoutAClaim) {
  Dfs dfs(-1);
  std::uint32_t runs = 0;
  for (; dfs.begin_run(runs, 0); ++runs) {
    ASSERT_LT(runs, 1000U);
    dfs.choose(DecisionKind::choice, 2, runs);
  }
  EXPECT_FALSE(dfs.exhaustive());
  EXPECT_EQ(dfs.nondeterminism(),
            "decision 1 went differently in two runs, although all decisions before were the same: "
            "the program depends on something else than its schedule");
  Dfs shorter(-1);
  for (runs = 0; shorter.begin_run(runs, 0); ++runs) {
    ASSERT_LT(runs, 1000U);
    shorter.choose(DecisionKind::choice, 2, 0);
    if (runs % 2 == 0) shorter.choose(DecisionKind::choice, 2, 1);
  }
  EXPECT_FALSE(shorter.exhaustive());
  EXPECT_FALSE(shorter.nondeterminism().empty());
}

}  // namespace
}  // namespace heddle::strategy
