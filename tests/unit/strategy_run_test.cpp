// Strategies, schedules and replay on real runs.

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/chan.h>
#include <heddle/check.h>
#include <heddle/goroutine.h>
#include <heddle/make.h>
#include <heddle/mutex.h>
#include <heddle/select.h>
#include <heddle/time.h>
#include <heddle/waitgroup.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "busy_program.h"
#include "engine/run.h"
#include "strategy/dfs.h"
#include "strategy/replay.h"
#include "unit/abstract_program.h"

namespace heddle::strategy {
namespace {

using engine::DecisionLog;
using engine::RunResult;
using engine::Strategy;

using namespace std::chrono_literals;

// Executes one body again and again, and keeps the decisions of the last run.
class Runner {
 public:
  explicit Runner(void (*body)()) : scenario_{.name = "test", .body = body} {
    memory_.resize(DecisionLog::bytes_for(capacity) / sizeof(std::uint64_t));
    log_ = DecisionLog(reinterpret_cast<DecisionLog::Memory*>(memory_.data()), capacity);
  }

  RunResult execute(Strategy& strategy, std::uint32_t early) {
    early_ = early;
    const engine::Program program = engine::program_of(scenario_);
    const RunResult result = run_.execute(program, strategy, log_, early);
    strategy.end_run({result.steps, result.decisions, result.goroutines, result.cut != nullptr,
                      !run_.findings().empty()});
    EXPECT_EQ(result.cut, nullptr);
    return result;
  }
  RunResult execute(Strategy& strategy) { return execute(strategy, strategy.early_firings()); }

  Schedule schedule() const { return make_schedule("test", false, early_, run_, log_); }
  const engine::Run& run() const { return run_; }
  const DecisionLog& log() const { return log_; }

 private:
  static constexpr std::uint64_t capacity = 100'000;
  Scenario scenario_;
  std::vector<std::uint64_t> memory_;
  DecisionLog log_;
  std::uint32_t early_ = 0;
  engine::Run run_;
};

struct Count {
  std::uint64_t runs = 0;
  std::set<std::uint64_t> hashes;
  bool exhaustive = false;
  std::string nondeterminism;
};

Count count_dfs(void (*body)(), std::int32_t bound = -1, std::uint32_t early = 1) {
  Runner runner(body);
  Dfs dfs(bound);
  Count count;
  for (; dfs.begin_run(count.runs, count.runs); ++count.runs) {
    count.hashes.insert(runner.execute(dfs, early).hash);
    if (count.runs > 1'000'000) {
      ADD_FAILURE() << "no end";
      break;
    }
  }
  count.exhaustive = dfs.exhaustive();
  count.nondeterminism = dfs.nondeterminism();
  return count;
}

// `goroutines` of them add to one atomic, `rounds` times each; main is done once it has started
// them.
template <int goroutines, int rounds>
void adders() {
  auto& sum = *make<Atomic<int>>(0);
  for (int i = 0; i < goroutines; ++i) {
    go([&sum] {
      for (int round = 0; round < rounds; ++round) sum.add(1);
    });
  }
}

TEST(DfsRun, CountsInterleavingsOfAtomicAdds) {
  // Steps that are decided about: start and add of each goroutine. Main spawns both before.
  const Count two = count_dfs(adders<2, 1>);
  EXPECT_TRUE(two.exhaustive) << two.nondeterminism;
  EXPECT_EQ(two.nondeterminism, "");
  EXPECT_EQ(two.hashes.size(), two.runs) << "each schedule is another run";
  EXPECT_EQ(two.runs, 6U);
}

TEST(DfsRun, EveryScheduleOfABusyProgramIsAnother) {
  const Count count = count_dfs(adders<3, 1>);
  EXPECT_TRUE(count.exhaustive) << count.nondeterminism;
  EXPECT_EQ(count.hashes.size(), count.runs);
  EXPECT_EQ(count.runs, 90U);
  const Count bounded = count_dfs(adders<3, 2>, 1);
  EXPECT_FALSE(bounded.exhaustive);
  EXPECT_EQ(bounded.nondeterminism, "");
  EXPECT_EQ(bounded.hashes.size(), bounded.runs);
}

std::set<int> seen;  // by the runs of one test

TEST(DfsRun, AnEarlyFiringIsOneOfTheSchedules) {
  const auto body = [] {
    auto& flag = *make<Atomic<int>>(0);
    go([&flag] {
      sleep(1ms);
      flag.store(1);
    });
    go([&flag] { seen.insert(flag.load()); });
  };
  seen.clear();
  const Count never = count_dfs(body, -1, 0);
  EXPECT_EQ(seen, (std::set<int>{0})) << "time does not move while somebody can run";
  seen.clear();
  const Count once = count_dfs(body, -1, 1);
  EXPECT_EQ(seen, (std::set<int>{0, 1}));
  EXPECT_TRUE(never.exhaustive && once.exhaustive);
  EXPECT_GT(once.runs, never.runs);
  EXPECT_EQ(once.hashes.size(), once.runs);
}

TEST(DfsRun, EveryValueAndEveryReadyCaseIsOneOfTheSchedules) {
  seen.clear();
  const Count count = count_dfs([] {
    auto one = make_chan<int>(1);
    auto other = make_chan<int>(1);
    one.send(1);
    other.send(2);
    std::optional<int> got;
    select({one.on_recv(got), other.on_recv(got)});
    seen.insert(100 * *got + static_cast<int>(10 * choose(3) + choose(2)));
  });
  EXPECT_EQ(count.runs, 12U);
  EXPECT_EQ(seen, (std::set<int>{100, 101, 110, 111, 120, 121, 200, 201, 210, 211, 220, 221}));
  EXPECT_TRUE(count.exhaustive) << count.nondeterminism;
}

TEST(DfsRun, AStaticThatIsInitialisedOnceStartsTheSearchAfresh) {
  static bool initialised = false;
  initialised = false;
  const Count count = count_dfs([] {
    auto& sum = *make<Atomic<int>>(0);
    for (int i = 0; i < 2; ++i) {
      go([&sum] {
        if (!initialised) sum.add(10);
        initialised = true;
        sum.add(1);
      });
    }
  });
  EXPECT_NE(count.nondeterminism, "");
  EXPECT_TRUE(count.exhaustive) << "of the program as it is from then on";
}

TEST(ReplayRun, AnyRunComesAgainFromItsText) {
  Runner runner(busy);
  for (const char* spec : {"random", "pct:depth=5", "round-robin", "default"}) {
    const auto strategy = strategy_of(spec);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      strategy->begin_run(seed, engine::combine(1, seed));
      const RunResult result = runner.execute(*strategy, 2);
      const Schedule schedule = runner.schedule();
      ASSERT_EQ(schedule.steps.size(), runner.log().size());
      const std::string text = to_text(schedule);
      ScheduleError error;
      const auto read = parse_schedule(text, error);
      ASSERT_TRUE(read.has_value()) << error.offset << ": " << error.message << "\n" << text;
      for (const Schedule& again : {schedule, *read}) {
        Replay replay(again);
        replay.begin_run(0, 0);
        const RunResult replayed = runner.execute(replay);
        ASSERT_EQ(replay.divergence(), "") << text;
        ASSERT_EQ(replay.decisions_beyond(), 0U);
        ASSERT_EQ(replayed.hash, result.hash) << text;
        ASSERT_EQ(to_text(runner.schedule()), text);
      }
    }
  }
}

TEST(ReplayRun, ABeginningIsFollowedAndThenTheRunGoesOn) {
  Runner runner(busy);
  const auto random = strategy_of("random");
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    random->begin_run(seed, seed);
    runner.execute(*random, 2);
    Schedule schedule = runner.schedule();
    schedule.steps.resize(schedule.steps.size() / 2);
    Replay replay(schedule);
    replay.begin_run(0, 0);
    runner.execute(replay, 2);
    ASSERT_EQ(replay.divergence(), "");
    ASSERT_EQ(replay.decisions_taken(), schedule.steps.size());
    ASSERT_GE(runner.log().size(), schedule.steps.size());
    const Schedule whole = runner.schedule();
    for (std::size_t i = 0; i < schedule.steps.size(); ++i) {
      ASSERT_EQ(whole.steps[i].check, schedule.steps[i].check) << i;
    }
  }
}

TEST(ReplayRun, AnotherProgramIsADifference) {
  Runner runner(adders<3, 2>);
  Runner other(adders<3, 3>);
  Runner busy_runner(busy);
  const auto random = strategy_of("random");
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    random->begin_run(seed, seed);
    runner.execute(*random, 2);
    Replay longer(runner.schedule());
    longer.begin_run(0, 0);
    other.execute(longer, 2);
    EXPECT_TRUE(!longer.divergence().empty() || longer.decisions_beyond() > 0);
    Replay replay(runner.schedule());
    replay.begin_run(0, 0);
    busy_runner.execute(replay, 2);
    EXPECT_NE(replay.divergence(), "");
  }
}

TEST(ReplayRun, IdentitiesDoNotDependOnTheInterleaving) {
  // main starts A and B, which start two each: under any schedule "0.1.2" is A's second.
  Runner runner([] {
    for (int i = 0; i < 2; ++i) {
      go([] {
        go("first", [] { yield(); });
        go("second", [] { yield(); });
      });
    }
  });
  const auto random = strategy_of("random");
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    random->begin_run(seed, seed);
    runner.execute(*random);
    ASSERT_EQ(runner.run().goroutine_count(), 7U);
    std::set<std::string> paths;
    std::string order;
    for (std::uint32_t ordinal = 1; ordinal <= 7; ++ordinal) {
      const std::string path = identity_path(runner.run(), ordinal);
      paths.insert(path);
      order += path + " ";
      const std::string name = runner.run().goroutine(ordinal).name;
      if (!name.empty()) {
        EXPECT_EQ(path.back(), name == "first" ? '1' : '2');
      }
    }
    EXPECT_EQ(paths,
              (std::set<std::string>{"0", "0.1", "0.1.1", "0.1.2", "0.2", "0.2.1", "0.2.2"}));
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), 1U);
}

}  // namespace
}  // namespace heddle::strategy
