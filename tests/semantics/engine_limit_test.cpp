// Cuts, limits, choices: DESIGN 1 "cut", DESIGN 3 "Limits on everything".

#include <map>

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(Engine, dfs_sees_every_value_of_choose) {
  EXPECT_EQ(outcomes([] {
              const auto a = choose(3);
              const auto b = choose(2);
              return static_cast<int>(a * 10 + b);
            }),
            (Numbers{0, 1, 10, 11, 20, 21}));
}

TEST(Engine, dfs_makes_as_many_runs_as_there_are_schedules) {
  // Two goroutines with two operations each: the interleavings of start, op, op with start, op, op.
  const Report report = explore(
      [] {
        auto* a = make<Atomic<int>>(0);
        for (int i = 0; i < 2; ++i) {
          go([=] {
            a->load();
            a->load();
          });
        }
      },
      every());
  EXPECT_TRUE(report.ok() && report.complete()) << report;
  EXPECT_EQ(report.runs(), 20U) << "6! / (3! 3!)";
}

TEST(Engine, random_u64_is_decided_by_the_schedule_and_fixed_under_dfs) {
  std::set<std::uint64_t> drawn;
  const auto body = [&] {
    const std::uint64_t bits = random_u64();
    choose(4);
    drawn.insert(bits);
  };
  EXPECT_TRUE(clean(body, every()));
  EXPECT_EQ(drawn.size(), 1U) << "dfs takes it from the seed";
  drawn.clear();
  EXPECT_TRUE(clean(body, sampled(100)));
  EXPECT_EQ(drawn.size(), 100U);
}

TEST(Engine, an_assumption_that_does_not_hold_cuts_the_run) {
  const Report report = explore(
      [] {
        const auto n = choose(4);
        assume(n != 2);
        check(n != 2, "such runs are given up");
      },
      every());
  EXPECT_TRUE(report.findings().empty()) << report;
  EXPECT_EQ(report.cut_runs(), 1U);
  EXPECT_FALSE(report.complete()) << "with cut runs nothing is called complete";
}

TEST(Engine, a_campaign_of_cut_runs_only_is_not_green) {
  const Report report = explore([] { assume(false); }, every());
  EXPECT_FALSE(report.ok());
  EXPECT_NE(report.not_green(), "");
}

TEST(Engine, the_step_limit_is_a_finding_after_fair_steps) {
  Scenario scenario;
  scenario.limits.steps = 2000;
  scenario.body = [] {
    auto* n = make<Atomic<int>>(0);
    go([=] {
      for (;;) n->add(1);
    });
    for (;;) n->add(1);
  };
  EXPECT_TRUE(
      always(scenario, Kind::step_limit, "the run did not end within 2000 operations", sampled(5)));
}

TEST(Engine, the_step_limit_cuts_an_unfair_schedule) {
  static Scenario scenario;
  scenario.limits.steps = 1000;
  scenario.body = [] {
    auto* stop = make<Atomic<bool>>(false);
    auto* n = make<Atomic<int>>(0);
    go([=] { stop->store(true); });
    while (!stop->load()) n->add(1);
  };
  // The first schedule of dfs stays with main, for ever.
  Options first = every();
  first.runs = 1;
  const Report unfair = explore(scenario, first);
  EXPECT_TRUE(unfair.findings().empty()) << unfair;
  EXPECT_EQ(unfair.cut_runs(), 1U);
  EXPECT_TRUE(clean(scenario, sampled(50)));
  // In a longer run it gives way in the end.
  scenario.limits.steps = 3000;
  const Report fair = explore(scenario, first);
  EXPECT_TRUE(fair.findings().empty()) << fair;
  EXPECT_EQ(fair.cut_runs(), 0U);
}

// A main that was starved until just before the limit shows nothing, whether it returns or not.
TEST(Engine, a_step_limit_just_after_an_unfair_time_is_a_cut) {
  static Scenario scenario;
  scenario.limits.steps = 2000;
  scenario.body = [] {
    const Chan<int> events = make_chan<int>();
    const Chan<Unit> stop = make_chan<Unit>();
    auto* mutex = make<Mutex>();
    auto* wg = make<WaitGroup>();
    wg->go([=] {
      while (!stop.try_recv() && select({events.on_send(1), stop.on_recv()}) == 0) {
      }
    });
    wg->go([=] {
      while (select({events.on_recv(), stop.on_recv()}) == 0) {
      }
    });
    mutex->lock();
    mutex->unlock();
    stop.close();
    if (choose(2) == 0) wg->wait();
  };
  Options unfair;
  unfair.strategy = "pct:depth=3";
  unfair.runs = 20'000;
  unfair.seed = 1;
  unfair.keep_going = true;
  const Report report = explore(scenario, unfair);
  EXPECT_TRUE(report.findings().empty()) << report;
  EXPECT_GT(report.cut_runs(), 100U);
}

// The run's own limit is met while others run on: no word of how long they have run since then.
TEST(Engine, a_run_that_reaches_its_limit_after_main_is_too_long) {
  Scenario scenario;
  scenario.limits.steps = 2000;
  scenario.body = [] {
    auto* n = make<Atomic<int>>(0);
    go([=] {
      for (;;) n->add(1);
    });
    for (int i = 0; i < 500; ++i) n->add(1);
  };
  EXPECT_TRUE(
      always(scenario, Kind::step_limit, "the run did not end within 2000 operations", sampled(5)));
  scenario.limits.drain_steps = 300;
  EXPECT_TRUE(always(scenario, Kind::leak,
                     "1 goroutine runs on after main has returned (300 operations and no end)",
                     sampled(5)));
}

// A loop that polls, and changes something each time, hides neither the clock nor a contender.
TEST(Engine, a_polling_loop_keeps_nobody_asleep) {
  static Scenario scenario;
  scenario.body = [] {
    const Chan<Unit> stop = make_chan<Unit>();
    auto* mutex = make<Mutex>();
    auto* wg = make<WaitGroup>();
    wg->go([=] {
      while (!stop.try_recv()) {
        Lock hold(*mutex);
      }
    });
    sleep(std::chrono::milliseconds(1));
    stop.close();
    wg->wait();
  };
  for (const char* strategy : {"default", "dfs", "round-robin", "portfolio", "random"}) {
    Options options = sampled(100);
    options.strategy = strategy;
    const Report report = explore(scenario, options);
    EXPECT_TRUE(report.findings().empty()) << report;
    // Where nothing is fair by chance, the clock still moves in the end.
    if (strategy == std::string("default")) {
      EXPECT_EQ(report.cut_runs(), 0U);
    }
  }
}

TEST(Engine, who_is_starved_at_a_lock_shows_nothing) {
  static Scenario scenario;
  scenario.body = [] {
    const Chan<Unit> stop = make_chan<Unit>();
    auto* mutex = make<Mutex>();
    go([=] {
      while (!stop.try_recv()) {
        Lock hold(*mutex);
      }
    });
    go([=] {
      {
        Lock hold(*mutex);
      }
      stop.close();
    });
  };
  for (const char* strategy : {"portfolio", "pct:depth=3", "dfs", "random"}) {
    Options options = sampled(200);
    options.strategy = strategy;
    const Report report = explore(scenario, options);
    EXPECT_TRUE(report.findings().empty()) << report;
  }
}

TEST(Engine, too_many_goroutines_are_a_limit) {
  Scenario scenario;
  scenario.limits.goroutines = 10;
  scenario.body = [] {
    for (int i = 0; i < 10; ++i) go([] { make_chan<int>().recv(); });
  };
  EXPECT_TRUE(
      always(scenario, Kind::limit, "the run needs more than 10 goroutines at once", sampled(3)));
}

TEST(Engine, too_much_memory_is_a_limit) {
  Scenario scenario;
  scenario.limits.memory_bytes = 1 << 20;
  scenario.body = [] {
    for (;;) {
      make<std::array<char, 4096>>();
      yield();
    }
  };
  EXPECT_TRUE(shows_only(explore(scenario, sampled(3)), Kind::limit, {}));
}

TEST(Engine, too_much_virtual_time_is_a_limit) {
  Scenario scenario;
  scenario.limits.virtual_time = 24h;
  scenario.body = [] {
    for (;;) sleep(1h);
  };
  EXPECT_TRUE(shows_only(explore(scenario, sampled(3)), Kind::limit, {}));
}

TEST(Engine, the_same_seed_gives_the_same_runs) {
  const auto orders = [](std::uint64_t seed) {
    std::vector<std::string> seen;
    Options options = sampled(20);
    options.seed = seed;
    EXPECT_TRUE(clean(
        [&] {
          auto* order = make<std::string>();
          auto* wg = make<WaitGroup>();
          for (const char name : {'a', 'b', 'c', 'd'}) {
            wg->go([=] {
              yield();
              *order += name;
            });
          }
          wg->wait();
          seen.push_back(*order);
        },
        options));
    return seen;
  };
  EXPECT_EQ(orders(7), orders(7));
  EXPECT_NE(orders(7), orders(8));
}

}  // namespace
}  // namespace heddle::semantics
