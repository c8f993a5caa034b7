// Strategies by their descriptions, and those that sample. dfs and replay have files of their own.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "strategy/pct.h"
#include "unit/abstract_program.h"

namespace heddle::strategy {
namespace {

using engine::Choice;
using engine::DecisionKind;
using engine::Goroutine;

std::string refused(std::string_view spec, int bound = -1) {
  std::string error;
  EXPECT_EQ(make_strategy(spec, bound, error), nullptr) << spec;
  return error;
}

TEST(StrategySpec, EveryListedStrategyIsMadeAndWritesItselfAsListed) {
  ASSERT_EQ(strategies().size(), 13U);
  for (const StrategyHelp& help : strategies()) {
    EXPECT_EQ(strategy_of(help.spec)->spec(), help.spec);
    EXPECT_FALSE(help.text.empty());
  }
}

TEST(StrategySpec, KeysHaveTheirUsualValues) {
  EXPECT_EQ(strategy_of("pct")->spec(), "pct:depth=3");
  EXPECT_EQ(strategy_of("pct:depth=1")->spec(), "pct:depth=1");
  EXPECT_EQ(strategy_of("pct:depth=100")->spec(), "pct:depth=100");
  EXPECT_EQ(strategy_of("delay")->spec(), "delay:bound=2");
  EXPECT_EQ(strategy_of("delay", 1)->spec(), "delay:bound=1");
  EXPECT_EQ(strategy_of("dfs:bound=0")->spec(), "dfs:bound=0");
  EXPECT_EQ(strategy_of("dfs", 2)->spec(), "dfs:bound=2");
  EXPECT_EQ(strategy_of("dfs:bound=2", 2)->spec(), "dfs:bound=2");
}

TEST(StrategySpec, SaysWhatIsWrong) {
  const std::string there_are =
      "; there are: portfolio, random, pct, rfc, surw, urw, pos, burst, delay, dfs, dpor, "
      "round-robin, default";
  EXPECT_EQ(refused("foo"), "unknown strategy 'foo'" + there_are);
  EXPECT_EQ(refused(""), "unknown strategy ''" + there_are);
  EXPECT_EQ(refused("a\nb"), "unknown strategy 'a?b'" + there_are);
  EXPECT_EQ(refused("pct:depth=-1"), "pct: depth must be 1 to 100, not -1");
  EXPECT_EQ(refused("pct:depth=0"), "pct: depth must be 1 to 100, not 0");
  EXPECT_EQ(refused("pct:depth=101"), "pct: depth must be 1 to 100, not 101");
  EXPECT_EQ(refused("pct:depth=99999999999999999999"),
            "pct: depth must be 1 to 100, not 99999999999999999999");
  EXPECT_EQ(refused("pct:depth=three"), "pct: depth must be a whole number, not 'three'");
  EXPECT_EQ(refused("pct:depth=3.5"), "pct: depth must be a whole number, not '3.5'");
  EXPECT_EQ(refused("pct:depth="), "pct: depth has no value; write pct:depth=N");
  EXPECT_EQ(refused("pct:depth"), "pct: depth has no value; write pct:depth=N");
  EXPECT_EQ(refused("pct:depth=3,depth=4"), "pct: depth is given twice");
  EXPECT_EQ(refused("pct:deepness=3"), "pct: unknown key 'deepness'; it takes: depth");
  EXPECT_EQ(refused("pct:"), "pct: unknown key ''; it takes: depth");
  EXPECT_EQ(refused("pct:depth=3,"), "pct: unknown key ''; it takes: depth");
  EXPECT_EQ(refused("random:depth=3"), "random: unknown key 'depth'; it takes none");
  EXPECT_EQ(refused("random", 2),
            "strategy 'random' takes no preemption bound; delay, dfs and dpor do");
  EXPECT_EQ(refused("delay:bound=101"), "delay: bound must be 0 to 100, not 101");
  EXPECT_EQ(refused("dfs:bound=1", 2), "dfs: two different preemption bounds are given, 1 and 2");
}

TEST(Random, FollowsFromTheSeed) {
  const Abstract program{.steps = {5, 5, 5}, .clock = true, .values = 7};
  for (const char* spec : {"random", "pct:depth=4"}) {
    std::set<std::string> orders;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const auto one = strategy_of(spec);
      const auto other = strategy_of(spec);
      one->begin_run(0, seed);
      other->begin_run(0, seed);
      const std::string order = program.run(*one).order;
      ASSERT_EQ(order, program.run(*other).order);
      ASSERT_EQ(one->random_bits(0), other->random_bits(0));
      orders.insert(order);
    }
    EXPECT_GT(orders.size(), 30U) << spec;
  }
}

TEST(Random, IsUniform) {
  std::array<Goroutine, 5> all{};
  std::array<Goroutine*, 5> ready{};
  for (std::uint32_t i = 0; i < 5; ++i) {
    all[i].ordinal = i + 1;
    ready[i] = &all[i];
  }
  const auto random = strategy_of("random");
  random->begin_run(0, 42);
  constexpr int picks = 100'000;
  constexpr int fifth = picks / 5;
  constexpr int eighth = picks / 8;
  constexpr int quarter = picks / 4;
  std::map<std::uint32_t, int> met;
  const Choice plain{ready.data(), 5, &all[0], true, false, 0, 0};
  for (int i = 0; i < picks; ++i) ++met[random->pick(plain)->ordinal];
  ASSERT_EQ(met.size(), 5U);
  for (const auto& [ordinal, times] : met) EXPECT_NEAR(times, fifth, 600) << ordinal;

  int firings = 0;
  const Choice with_clock{ready.data(), 5, &all[0], true, true, 0, 0};
  for (int i = 0; i < picks; ++i) firings += random->pick(with_clock) == nullptr ? 1 : 0;
  EXPECT_NEAR(firings, eighth, 500);

  std::map<std::uint32_t, int> values;
  for (int i = 0; i < picks; ++i) ++values[random->choose(DecisionKind::choice, 4, 0)];
  ASSERT_EQ(values.size(), 4U);
  for (const auto& [value, times] : values) EXPECT_NEAR(times, quarter, 650) << value;
}

TEST(RoundRobin, TakesEverybodyInTurn) {
  const Abstract program{.steps = {3, 1, 4}, .clock = true};
  const auto round_robin = strategy_of("round-robin");
  for (std::uint64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(round_robin->begin_run(i, i));
    EXPECT_EQ(program.run(*round_robin).order, "abcacacc");
  }
}

// --- pct
// ------------------------------------------------------------------------------------------

TEST(Pct, DepthOneNeverChangesItsMind) {
  const Abstract program{.steps = {4, 4, 4}};
  const auto pct = strategy_of("pct:depth=1");
  std::map<std::string, int> met;
  for (std::uint64_t i = 0; i < 6000; ++i) {
    pct->begin_run(i, engine::combine(3, i));
    const Abstract::Outcome outcome = program.run(*pct);
    EXPECT_EQ(outcome.preemptions, 0U);
    ++met[outcome.order];
  }
  // Every rank is equally likely for every goroutine: each of the 3! orders comes as often.
  ASSERT_EQ(met.size(), 6U);
  for (const auto& [order, times] : met) EXPECT_NEAR(times, 1000, 150) << order;
}

TEST(Pct, ChangesItsMindLessOftenThanItsDepth) {
  const Abstract program{.steps = {20, 20, 20}};
  for (const std::uint32_t depth : {2U, 3U, 6U}) {
    const auto pct = strategy_of("pct:depth=" + std::to_string(depth));
    std::uint32_t most = 0;
    for (std::uint64_t i = 0; i < 500; ++i) {
      pct->begin_run(i, engine::combine(9, i));
      most = std::max(most, program.run(*pct).preemptions);
    }
    EXPECT_EQ(most, depth - 1);
  }
}

TEST(Pct, ChangePointsReachAllOfALongRun) {
  // One change point; after the first run each of its 100 or more decisions can be it.
  const Abstract program{.steps = {100, 100}};
  const auto pct = strategy_of("pct:depth=2");
  std::set<std::size_t> places;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    pct->begin_run(i, engine::combine(1, i));
    const std::string order = program.run(*pct).order;
    places.insert(order.find(order[0] == 'a' ? 'b' : 'a'));
  }
  EXPECT_GT(places.size(), 95U);
}

TEST(Pct, WhoYieldsComesLast) {
  std::array<Goroutine, 4> all{};
  std::array<Goroutine*, 4> ready{};
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    Pct pct(1);
    pct.begin_run(0, seed);
    for (std::uint32_t i = 0; i < 4; ++i) {
      all[i].ordinal = i + 1;
      ready[i] = &all[i];
      pct.spawned(all[i]);
    }
    const Choice choice{ready.data(), 4, &all[0], true, false, 0, 0};
    std::set<Goroutine*> yielded;
    for (int i = 0; i < 4; ++i) {
      Goroutine* next = pct.pick(choice);
      EXPECT_TRUE(yielded.insert(next).second) << "somebody else has not had a turn yet";
      pct.yielded(*next);
    }
  }
}

TEST(Pct, FiresEarlyAtMostOnceInHalfOfTheRuns) {
  std::array<Goroutine, 2> all{};
  all[0].ordinal = 1;
  all[1].ordinal = 2;
  std::array<Goroutine*, 2> ready{&all[0], &all[1]};
  const Choice choice{ready.data(), 2, &all[0], true, true, 0, 0};
  Pct pct(3);
  int runs_with = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    pct.begin_run(i, engine::combine(4, i));
    for (Goroutine& goroutine : all) pct.spawned(goroutine);
    int firings = 0;
    for (int decision = 0; decision < 100; ++decision) {
      firings += pct.pick(choice) == nullptr ? 1 : 0;
    }
    pct.end_run({100, 100, 2, false, false});
    EXPECT_LE(firings, 1);
    runs_with += firings;
  }
  // 120 places, of which 100 are reached, in every second run.
  constexpr int expected = 2000 / 2 * 100 / 120;
  EXPECT_NEAR(runs_with, expected, 120);
}

}  // namespace
}  // namespace heddle::strategy
