// The virtual clock: DESIGN 3, "Clock".

#include "run_test.h"

namespace heddle::semantics {
namespace {

// The worker is in time, unless the machine is slow.
void impatient_caller() {
  const Chan<int> result = make_chan<int>();
  go("worker", [=] { result.send(42); });
  select({result.on_recv(), after(10ms).on_recv()});
}

TEST(Engine, a_timeout_before_a_worker_in_time_needs_an_early_firing) {
  EXPECT_TRUE(clean(impatient_caller, every(0)));
  EXPECT_TRUE(sometimes(impatient_caller, Kind::leak, {}, every(1)));
  const Report report = explore(impatient_caller, every(1));
  ASSERT_FALSE(report.findings().empty());
  EXPECT_EQ(report.findings()[0].early_firings, 1U) << "the finding says what it needs";
}

TEST(Engine, sampling_finds_it_too) {
  EXPECT_TRUE(sometimes(impatient_caller, Kind::leak, {}, sampled(1000)));
  Options punctual = sampled(1000);
  punctual.early = 0;
  EXPECT_TRUE(clean(impatient_caller, punctual));
}

TEST(Engine, no_more_early_firings_than_allowed) {
  // The worker needs three turns; each of three timeouts would have to come too early.
  const auto body = [] {
    auto* late = make<Atomic<int>>(0);
    for (int i = 0; i < 3; ++i) {
      const Chan<int> result = make_chan<int>(1);
      go([=] { result.send(1); });
      if (select({result.on_recv(), after(1ms).on_recv()}) == 1) late->add(1);
    }
    return late->load();
  };
  Options options = sampled(3000);
  options.early = 0;
  EXPECT_EQ(outcomes(body, options), Numbers{0});
  options.early = 1;
  EXPECT_EQ(outcomes(body, options), (Numbers{0, 1}));
  options.early = 2;
  EXPECT_EQ(outcomes(body, options), (Numbers{0, 1, 2}));
}

TEST(Engine, time_moves_when_nobody_can_go_on) {
  EXPECT_EQ(outcomes(
                [] {
                  auto* order = make<std::string>();
                  auto* wg = make<WaitGroup>();
                  for (const int ms : {3, 1, 2}) {
                    wg->go([=] {
                      sleep(ms * 1ms);
                      *order += std::to_string(ms);
                    });
                  }
                  wg->wait();
                  check(now() == Time{3ms}, "no more time than needed");
                  return *order;
                },
                every(0)),
            Words{"123"});
}

TEST(Engine, a_timer_nobody_waits_for_does_not_hide_a_deadlock) {
  EXPECT_TRUE(always(
      [] {
        const Ticker ticker = new_ticker(1ms);
        const Timer timer = new_timer(1h);
        check(!timer.chan().is_nil() && !ticker.chan().is_nil(), "they are armed");
        make_chan<int>().recv();
      },
      Kind::deadlock, all_asleep));
}

TEST(Engine, a_firing_that_wakes_nobody_is_no_decision) {
  const Report report = explore(
      [] {
        const Timer timer = new_timer(1ms);  // nobody receives
        make_chan<int>(1).send(1);
        timer.stop();
      },
      every(1));
  EXPECT_TRUE(report.ok()) << report;
  EXPECT_EQ(report.runs(), 1U) << "nothing is to be decided";
}

TEST(Engine, polling_the_clock_ends) {
  EXPECT_TRUE(clean(
      [] {
        const Time start = now();
        while (since(start) < 5ms) {
        }
        while (since(start) < 10ms) yield();
      },
      sampled(100)));
}

TEST(Engine, polling_for_another_goroutine_that_sleeps_ends) {
  // After kubernetes 82239: one spins until the other has slept.
  EXPECT_TRUE(clean(
      [] {
        const Chan<Unit> stop = make_chan<Unit>();
        go([=] {
          while (try_select({stop.on_recv()}) == default_case) {
          }
        });
        sleep(1ms);
        stop.close();
      },
      sampled(100)));
  EXPECT_TRUE(clean(
      [] {
        auto* ready = make<Atomic<bool>>(false);
        go([=] {
          sleep(10ms);
          ready->store(true);
        });
        while (!ready->load()) yield();
      },
      sampled(100)));
}

TEST(Engine, polling_loops_end_under_every_strategy) {
  for (const char* strategy :
       {"random", "pct:depth=3", "portfolio", "rfc", "surw", "pos", "round-robin", "dfs"}) {
    Options options = sampled(50);
    options.strategy = strategy;
    const Report report = explore(
        [] {
          auto* flag = make<Atomic<int>>(0);
          go([=] { flag->store(1); });
          while (flag->load() == 0) {
          }
        },
        options);
    EXPECT_TRUE(report.findings().empty()) << strategy << "\n" << report;
    EXPECT_EQ(report.cut_runs(), 0U) << strategy << "\n" << report;
  }
}

}  // namespace
}  // namespace heddle::semantics
