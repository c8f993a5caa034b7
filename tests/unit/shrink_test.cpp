#include <heddle/heddle.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalogue_programs.h"
#include "report/text.h"
#include "search/execute.h"
#include "search/few_switches.h"
#include "search/result.h"
#include "search/shrink.h"
#include "strategy/default_order.h"
#include "strategy/deviating.h"
#include "strategy/random.h"

namespace heddle::search {
namespace {

using strategy::Deviating;
using strategy::Deviations;
using strategy::DoneOperation;

Target shrink_target(void (*body)()) {
  Target target;
  target.scenario = "test";
  target.program.call = [](const void* function) {
    reinterpret_cast<void (*)()>(const_cast<void*>(function))();
  };
  target.program.argument = reinterpret_cast<const void*>(body);
  return target;
}

struct Ran {
  engine::RunResult result;
  Deviations made;
  std::vector<DoneOperation> operations;
};

Ran run_of(const Target& target, Deviating& strategy, std::uint64_t seed = 0) {
  Ran ran;
  engine::Run run;
  const SharedLog log(target.program);
  strategy.list_operations(&ran.operations);
  strategy.begin_run(0, seed);
  ran.result = run.execute(target.program, strategy, log.log(), 0);
  strategy.list_operations(nullptr);
  ran.made = strategy.made();
  return ran;
}

CampaignResult explored(const Target& target, std::uint64_t seed, bool shrink = true) {
  CampaignOptions options;
  options.runs = 2000;
  options.seed = seed;
  options.shrink = shrink;
  return explore_here(target, options);
}

// --- Programs whose bug needs a known number of preemptions -------------------------------------

void count_wrongly() {
  auto* value = make<Atomic<int>>();
  auto* group = make<WaitGroup>();
  for (int i = 0; i < 2; ++i) {
    group->go([value] { value->store(value->load() + 1); });
  }
  group->wait();
  check(value->load() == 2, "both count");
}

// Noise around a bug that needs three: the watcher looks once within each pair of writes.
void see_both_halves() {
  auto* first = make<Atomic<int>>();
  auto* second = make<Atomic<int>>();
  auto* noise = make<Atomic<int>>();
  for (int i = 0; i < 3; ++i) {
    go([noise] {
      for (int k = 0; k < 4; ++k) noise->add(1);
    });
  }
  go("writer", [first, second] {
    first->store(1);
    first->store(0);
    second->store(1);
    second->store(0);
  });
  go("watcher", [first, second] {
    const int seen_first = first->load();
    const int seen_second = second->load();
    check(seen_first == 0 || seen_second == 0, "never both");
  });
}

void fail_always() { check(choose(3) > 5, "never true"); }

TEST(Shrink, FindsTheFewestPreemptions) {
  struct Case {
    void (*body)();
    std::uint64_t preemptions;
    bool is_small;  // so that all schedules with fewer can be seen
  };
  for (const Case& one : {Case{count_wrongly, 1, true}, Case{see_both_halves, 3, false},
                          Case{fail_always, 0, true}}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const CampaignResult result = explored(shrink_target(one.body), seed);
      ASSERT_EQ(result.findings.size(), 1U);
      const trace::Finding& finding = result.findings[0].finding;
      EXPECT_EQ(finding.kind, Kind::check_failed);
      EXPECT_TRUE(finding.shrinking.done);
      EXPECT_EQ(finding.decisions, result.findings[0].trace.decisions.size());
      EXPECT_EQ(finding.preemptions, one.preemptions) << "seed " << seed << '\n'
                                                      << report::text_of(finding, "test", "");
      EXPECT_EQ(finding.shrinking.fewest, one.is_small);
      EXPECT_EQ(finding.shrinking.interruptions.size(), one.preemptions);
      EXPECT_GE(finding.shrinking.preemptions_found, one.preemptions);
    }
  }
}

TEST(Shrink, ValuesThatDoNotMatterBecomeZero) {
  const Target target = shrink_target(fail_always);
  const CampaignResult result = explored(target, 3);
  ASSERT_EQ(result.findings.size(), 1U);
  const trace::Trace& trace = result.findings[0].trace;
  ASSERT_EQ(trace.decisions.size(), 1U);
  EXPECT_EQ(trace.decisions[0].value, 0U);
}

TEST(Shrink, TellsWhereThePreemptionsAre) {
  const CampaignResult result = explored(shrink_target(count_wrongly), 1);
  ASSERT_EQ(result.findings.size(), 1U);
  const auto& told = result.findings[0].finding.shrinking.interruptions;
  ASSERT_EQ(told.size(), 1U);
  // Between the load and the store of one goroutine the other one ran.
  EXPECT_EQ(told[0].rfind("between tests/unit/shrink_test.cpp:", 0), 0U) << told[0];
  EXPECT_TRUE(told[0].ends_with(" of G2, G3 ran") || told[0].ends_with(" of G3, G2 ran"))
      << told[0];
}

TEST(Shrink, IsLeftOutOnRequest) {
  const CampaignResult result = explored(shrink_target(count_wrongly), 1, false);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_FALSE(result.findings[0].finding.shrinking.done);
}

TEST(Shrink, OfWhatIsShrunkNothingIsLeftToDo) {
  const Target target = shrink_target(see_both_halves);
  const CampaignResult result = explored(target, 2);
  ASSERT_EQ(result.findings.size(), 1U);
  engine::Run run;
  const auto again = shrink_here(run, target, result.findings[0].finding);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->schedule, result.findings[0].finding.schedule);
}

TEST(Shrink, AFindingThatDoesNotComeAgainIsLeftAlone) {
  const CampaignResult result = explored(shrink_target(count_wrongly), 1);
  ASSERT_EQ(result.findings.size(), 1U);
  trace::Finding other = result.findings[0].finding;
  other.kind = Kind::deadlock;
  engine::Run run;
  EXPECT_FALSE(shrink_here(run, shrink_target(count_wrongly), other));
  other = result.findings[0].finding;
  other.schedule = "h1:rubbish";
  EXPECT_FALSE(shrink_here(run, shrink_target(count_wrongly), other));
}

TEST(Shrink, ABudgetOfNothingStillGivesASchedule) {
  const Target target = shrink_target(count_wrongly);
  const CampaignResult result = explored(target, 1, false);
  ASSERT_EQ(result.findings.size(), 1U);
  engine::Run run;
  const auto shrunk = shrink_here(run, target, result.findings[0].finding, {.runs = 0, .steps = 0});
  ASSERT_TRUE(shrunk);
  EXPECT_LE(shrunk->preemptions, result.findings[0].finding.preemptions);
}

// Every finding of the catalogue keeps its kind and never becomes more complicated.
TEST(Shrink, NeverMakesACatalogueFindingWorse) {
  for (const Scenario* scenario : scenarios::every_nth(scenarios::buggy(), 3)) {
    Target target;
    target.scenario = scenario->name;
    target.program = engine::program_of(*scenario);
    const CampaignResult plain = explored(target, 11, false);
    const CampaignResult shrunk = explored(target, 11);
    ASSERT_EQ(plain.findings.size(), shrunk.findings.size()) << scenario->name;
    for (std::size_t i = 0; i < plain.findings.size(); ++i) {
      const trace::Finding& before = plain.findings[i].finding;
      const trace::Finding& after = shrunk.findings[i].finding;
      EXPECT_EQ(before.kind, after.kind) << scenario->name;
      EXPECT_LE(after.preemptions + after.early_firings, before.preemptions + before.early_firings)
          << scenario->name;
    }
  }
}

// --- Deviations ---------------------------------------------------------------------------------

TEST(Deviating, NoneIsTheDefaultOrder) {
  const Target target = shrink_target(see_both_halves);
  Deviating nothing{Deviations{}};
  const Ran plain = run_of(target, nothing);
  EXPECT_TRUE(plain.made.empty());
  strategy::DefaultOrder usual;
  Deviating led(usual);
  const Ran same = run_of(target, led);
  EXPECT_TRUE(same.made.empty());
  EXPECT_EQ(same.result.hash, plain.result.hash);
}

TEST(Deviating, WhatWasMadeGivesTheSameRun) {
  for (const Scenario* scenario : scenarios::catalogue()) {
    Target target;
    target.program = engine::program_of(*scenario);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      strategy::Random random;
      Deviating led(random);
      const Ran first = run_of(target, led, seed);
      Deviating again(first.made);
      const Ran second = run_of(target, again);
      EXPECT_EQ(first.result.hash, second.result.hash) << scenario->name << " seed " << seed;
      EXPECT_EQ(first.made, second.made) << scenario->name << " seed " << seed;
    }
  }
}

TEST(Deviating, WhatCannotBeMadeIsLeftOut) {
  const Target target = shrink_target(count_wrongly);
  Deviations impossible;
  for (std::uint32_t i = 0; i < 10; ++i) {
    impossible.push_back({{engine::DecisionKind::goroutine, 12345 + i, i, 0}, 999});
  }
  Deviating strategy(impossible);
  EXPECT_TRUE(run_of(target, strategy).made.empty());
}

// --- Few switches -------------------------------------------------------------------------------

std::uint64_t switches_in(const std::vector<std::uint64_t>& order) {
  std::uint64_t switches = 0;
  for (std::size_t i = 1; i < order.size(); ++i) switches += order[i] != order[i - 1] ? 1 : 0;
  return switches;
}

// The k-th operation of each goroutine, in the new order.
std::vector<std::size_t> places_in(const std::vector<DoneOperation>& operations,
                                   const std::vector<std::uint64_t>& order) {
  std::map<std::uint64_t, std::vector<std::size_t>> of_goroutine;
  for (std::size_t i = 0; i < order.size(); ++i) of_goroutine[order[i]].push_back(i);
  std::map<std::uint64_t, std::size_t> next;
  std::vector<std::size_t> places;
  for (const DoneOperation& operation : operations) {
    places.push_back(of_goroutine[operation.who].at(next[operation.who]++));
  }
  return places;
}

TEST(FewSwitches, KeepsTheClassAndSwitchesLess) {
  const Target target = shrink_target(see_both_halves);
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    strategy::Random random;
    Deviating led(random);
    const Ran ran = run_of(target, led, seed);
    const std::vector<std::uint64_t> order = few_switches(ran.operations);
    ASSERT_EQ(order.size(), ran.operations.size());
    const std::vector<std::size_t> places = places_in(ran.operations, order);
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t j = i + 1; j < places.size(); ++j) {
        if (!trace::conflict(ran.operations[i].touch, ran.operations[j].touch)) continue;
        EXPECT_LT(places[i], places[j]) << "seed " << seed;
      }
    }
    std::vector<std::uint64_t> old;
    for (const DoneOperation& operation : ran.operations) old.push_back(operation.who);
    before += switches_in(old);
    after += switches_in(order);
  }
  EXPECT_LT(after * 5, before * 4);
}

TEST(FewSwitches, ARunInThatOrderIsPossible) {
  const Target target = shrink_target(see_both_halves);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    strategy::Random random;
    Deviating led(random);
    const Ran ran = run_of(target, led, seed);
    Deviating values(ran.made);
    InOrder in_order(blocks_of(few_switches(ran.operations)), values);
    Deviating ordered(in_order);
    const Ran calm = run_of(target, ordered);
    EXPECT_LE(calm.result.switches, ran.result.switches) << "seed " << seed;
    EXPECT_EQ(calm.operations.size(), ran.operations.size()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace heddle::search
