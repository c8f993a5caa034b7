// Replay: the same decisions again, or the first difference by name.

#include "strategy/replay.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "unit/abstract_program.h"

namespace heddle::strategy {
namespace {

using engine::DecisionKind;

Schedule schedule_of(const Abstract& program, const Abstract::Outcome& outcome) {
  Schedule schedule;
  schedule.goroutines.push_back("0");
  for (std::size_t i = 1; i < program.steps.size(); ++i) {
    schedule.goroutines.push_back("0." + std::to_string(i));
  }
  schedule.steps = outcome.log;
  return schedule;
}

TEST(Replay, TakesTheSameDecisionsAgain) {
  const Abstract program{.steps = {4, 3, 5}, .clock = true, .values = 9};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto random = strategy_of("random");
    random->begin_run(0, seed);
    const Abstract::Outcome outcome = program.run(*random);
    ScheduleError error;
    const auto read = parse_schedule(to_text(schedule_of(program, outcome)), error);
    ASSERT_TRUE(read.has_value()) << error.message;
    Replay replay(*read);
    for (int again = 0; again < 2; ++again) {
      replay.begin_run(0, 0);
      EXPECT_EQ(program.run(replay).order, outcome.order);
      EXPECT_EQ(replay.divergence(), "");
      EXPECT_EQ(replay.decisions_taken(), outcome.log.size());
      EXPECT_EQ(replay.decisions_beyond(), 0U);
    }
  }
}

TEST(Replay, ABeginningGoesOnInDefaultOrder) {
  const Abstract program{.steps = {2, 2, 2}};
  Schedule schedule;
  schedule.goroutines = {"0.2", "0.1"};
  schedule.steps = {{{DecisionKind::goroutine, 1}}, {{DecisionKind::goroutine, 2}}};
  Replay replay(schedule);
  replay.begin_run(0, 0);
  EXPECT_EQ(program.run(replay).order, "cbbaac");
  EXPECT_EQ(replay.divergence(), "");
  EXPECT_EQ(replay.decisions_taken(), 2U);
  EXPECT_EQ(replay.decisions_beyond(), 3U);
}

TEST(Replay, NamesTheFirstDifference) {
  const Abstract program{.steps = {2, 2, 1}, .values = 3};
  const auto divergence = [&](std::vector<Schedule::Step> steps) {
    Schedule schedule;
    schedule.goroutines = {"0", "0.1", "0.2", "0.7", "0.1.1"};
    schedule.steps = std::move(steps);
    Replay replay(schedule);
    replay.begin_run(0, 0);
    EXPECT_EQ(program.run(replay).order.size(), 6U) << "the run ends all the same";
    return replay.divergence();
  };
  const auto go = [](std::uint32_t who) { return Schedule::Step{{DecisionKind::goroutine, who}}; };
  EXPECT_EQ(divergence({go(3), go(3)}),
            "decision 2 of 2: the schedule goes on with G3 (0.2), which is not ready; "
            "ready: G2 (0.1), G1 (0)");
  EXPECT_EQ(divergence({go(2), go(4), go(1)}),
            "decision 2 of 3: the schedule goes on with goroutine 0.7, which does not exist yet; "
            "ready: G3 (0.2), G2 (0.1), G1 (0)");
  EXPECT_EQ(divergence({go(5)}),
            "decision 1 of 1: the schedule goes on with goroutine 0.1.1, which does not exist yet; "
            "ready: G3 (0.2), G2 (0.1), G1 (0)");
  EXPECT_EQ(divergence({go(0)}),
            "decision 1 of 1: the schedule moves the clock, which is not on offer");
  EXPECT_EQ(divergence({go(1), go(1), go(2)}),
            "decision 3 of 3: the schedule decides who goes next, the run asks for a choose(n)");
  EXPECT_EQ(divergence({go(1), {{DecisionKind::select_case, 0}}}),
            "decision 2 of 2: the schedule decides the case of a select, the run asks for who goes "
            "next");
  EXPECT_EQ(
      divergence({go(1), go(1), {{DecisionKind::choice, 3}}}),
      "decision 3 of 3: a choose(n): the schedule takes number 3, there are 3, counted from 0");
  EXPECT_EQ(divergence({go(1), {{DecisionKind::goroutine, 1}, 12345, true}}),
            "decision 2 of 2: who is ready, or what was done before, is not what it was when the "
            "schedule was made");
  EXPECT_EQ(divergence({go(3), go(2), go(2), {{DecisionKind::choice, 1}}, go(1)}),
            "the run ended after 4 of 5 decisions");
}

TEST(Replay, GivesRandomBitsBack) {
  engine::Rng rng(1);
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t bits = rng.next();
    Schedule schedule;
    schedule.steps = {
        {{DecisionKind::random_low, static_cast<std::uint32_t>(bits & 0xfffffff)}},
        {{DecisionKind::random_middle, static_cast<std::uint32_t>(bits >> 28 & 0xfffffff)}},
        {{DecisionKind::random_high, static_cast<std::uint32_t>(bits >> 56)}}};
    Replay replay(schedule);
    replay.begin_run(0, 0);
    ASSERT_EQ(replay.random_bits(0), bits);
    ASSERT_EQ(replay.divergence(), "");
    const std::uint64_t beyond = replay.random_bits(0);
    replay.begin_run(0, 0);
    replay.random_bits(0);
    ASSERT_EQ(replay.random_bits(0), beyond);
  }
}

}  // namespace
}  // namespace heddle::strategy
