// Timers and the virtual clock: docs/semantics.md, F.1 to F.9.

#include "run_test.h"

namespace heddle::semantics {
namespace {

constexpr Time zero{};

TEST(Timers, F1_sleep_for_nothing_returns_at_once) {
  EXPECT_TRUE(clean([] {
    sleep(0ns);
    sleep(-5ms);
    check(now() == zero, "no time has passed");
  }));
}

TEST(Timers, F1_sleep_waits_for_at_least_its_time) {
  EXPECT_TRUE(clean([] {
    go([] { sleep(3ms); });
    const Time start = now();
    sleep(5ms);
    check(since(start) >= 5ms, "five milliseconds at least");
  }));
}

TEST(Timers, F2_a_timer_channel_behaves_as_unbuffered) {
  EXPECT_TRUE(clean([] {
    const Timer timer = new_timer(1ms);
    sleep(2ms);
    check(timer.chan().len() == 0 && timer.chan().cap() == 0, "len and cap are zero");
    check(timer.chan().recv().has_value(), "and the value is there");
    const Ticker ticker = new_ticker(1ms);
    sleep(2ms);
    check(ticker.chan().len() == 0 && ticker.chan().cap() == 0, "len and cap are zero");
    ticker.stop();
  }));
}

TEST(Timers, F2_after_stop_or_reset_no_stale_value_can_be_received) {
  EXPECT_TRUE(clean([] {
    const Timer stopped = new_timer(1ms);
    sleep(2ms);
    check(stopped.stop(), "it has expired, but nobody has taken the value: stop is in time");
    check(!stopped.chan().try_recv(), "no stale value");

    const Timer again = new_timer(1ms);
    sleep(2ms);
    const Time start = now();
    check(again.reset(10ms), "as stop");
    check(*again.chan().recv() >= start + 10ms, "the new value");
  }));
}

TEST(Timers, F2_stop_reports_false_when_the_value_was_taken_or_it_was_stopped) {
  EXPECT_TRUE(clean([] {
    const Timer timer = new_timer(1ms);
    timer.chan().recv();
    check(!timer.stop(), "taken");
    check(!timer.reset(1ms), "it was not active");
    check(timer.stop(), "active again");
    check(!timer.stop(), "stopped before");
  }));
}

TEST(Timers, F3_before_go_1_23_the_value_stays_in_the_channel) {
  Scenario scenario;
  scenario.timers = TimerRules::go_1_22;
  scenario.body = [] {
    const Timer timer = new_timer(1ms);
    check(timer.chan().cap() == 1, "capacity one");
    sleep(2ms);
    check(timer.chan().len() == 1, "sent without waiting");
    check(!timer.stop(), "too late");
    check(timer.chan().try_recv().happened, "the value is still there");
  };
  EXPECT_TRUE(clean(scenario));
}

// The idiom of the older rules.
void stop_and_drain() {
  const Timer timer = new_timer(1ms);
  sleep(2ms);
  if (!timer.stop()) timer.chan().recv();
  timer.reset(1ms);
  timer.chan().recv();
}

// The same, but somebody has read the channel already (istio 18454, grpc 1275).
void drain_what_was_taken() {
  const Timer timer = new_timer(1ms);
  timer.chan().recv();
  if (!timer.stop()) timer.chan().recv();
}

TEST(Timers, F3_the_drain_idiom_works_under_both_rules_unless_the_value_was_taken) {
  for (const TimerRules rules : {TimerRules::go_1_22, TimerRules::go_1_23}) {
    Scenario scenario;
    scenario.timers = rules;
    scenario.body = stop_and_drain;
    EXPECT_TRUE(clean(scenario));
    scenario.body = drain_what_was_taken;
    EXPECT_TRUE(always(scenario, Kind::deadlock, all_asleep));
  }
}

TEST(Timers, F4_after_func_runs_in_a_goroutine_of_its_own) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>();
    const Timer timer = after_func(1ms, [=] { c.send(num_goroutine()); });
    check(timer.chan().is_nil(), "its channel is nil");
    check(*c.recv() == 2, "main and the function's");
  }));
}

TEST(Timers, F4_stop_is_true_exactly_when_it_kept_the_function_from_starting) {
  EXPECT_EQ(outcomes([] {
              auto* ran = make<Atomic<int>>(0);
              const Timer timer = after_func(1ms, [=] { ran->store(1); });
              const bool stopped = timer.stop();
              check(!timer.stop(), "once only");
              sleep(10ms);
              // Started is not finished: with an early firing the function may still be to run.
              return std::string(stopped ? "stopped" : "started") +
                     (ran->load() == 1 ? " ran" : " did not run");
            }),
            (Words{"stopped did not run", "started ran"}));
}

TEST(Timers, F4_reset_may_run_the_function_again_beside_the_first_time) {
  EXPECT_EQ(outcomes(
                [] {
                  auto* inside = make<Atomic<int>>(0);
                  auto* most = make<Atomic<int>>(0);
                  const Timer timer = after_func(1ms, [=] {
                    if (inside->add(1) == 2) most->store(2);
                    sleep(5ms);
                    inside->add(-1);
                  });
                  sleep(2ms);
                  check(!timer.reset(1ms), "it had been started");
                  sleep(20ms);
                  return most->load();
                },
                every(0)),
            Numbers{2});
}

TEST(Timers, F5_a_ticker_needs_a_positive_period) {
  EXPECT_TRUE(
      always([] { new_ticker(0ns); }, Kind::panic, "panic: non-positive interval for NewTicker"));
  EXPECT_TRUE(always([] { new_ticker(1ms).reset(-1ns); }, Kind::panic,
                     "panic: non-positive interval for Ticker.Reset"));
}

TEST(Timers, F5_a_slow_receiver_loses_ticks) {
  for (const TimerRules rules : {TimerRules::go_1_22, TimerRules::go_1_23}) {
    Scenario scenario;
    scenario.timers = rules;
    scenario.body = [] {
      const Ticker ticker = new_ticker(2ms);
      sleep(9ms);  // four ticks
      check(ticker.chan().recv() == zero + 2ms, "the first tick has waited");
      check(!ticker.chan().try_recv(), "and only that one");
      check(ticker.chan().recv() == zero + 10ms, "then it goes on as before");
      ticker.stop();
    };
    EXPECT_TRUE(clean(scenario, every(0)));
  }
}

TEST(Timers, F5_stop_does_not_close_the_channel) {
  EXPECT_TRUE(clean([] {
    const Ticker ticker = new_ticker(1ms);
    ticker.chan().recv();
    ticker.stop();
    check(!ticker.chan().try_recv(), "neither a tick nor closed");
  }));
  EXPECT_TRUE(always(
      [] {
        const Ticker ticker = new_ticker(1ms);
        ticker.stop();
        ticker.chan().recv();
      },
      Kind::deadlock, all_asleep));
}

TEST(Timers, F5_tick_without_a_positive_period_is_nil) {
  EXPECT_TRUE(clean([] {
    check(tick(0ns).is_nil() && tick(-1ms).is_nil(), "nil");
    check(tick(1ms).recv().has_value(), "a tick");
  }));
}

TEST(Timers, F5_a_ticker_can_be_reset) {
  EXPECT_TRUE(clean(
      [] {
        const Ticker ticker = new_ticker(1ms);
        ticker.reset(5ms);
        check(ticker.chan().recv() == zero + 5ms, "the new period");
        check(ticker.chan().recv() == zero + 10ms, "the new period");
        ticker.stop();
      },
      every(0)));
}

TEST(Timers, F6_after_gives_the_time_of_expiry) {
  EXPECT_TRUE(clean(
      [] {
        sleep(1ms);
        check(after(2ms).recv() == zero + 3ms, "the virtual time of expiry");
      },
      every(0)));
  EXPECT_TRUE(clean([] { check(*after(2ms).recv() >= zero + 2ms, "not before"); }));
}

TEST(Timers, F7_a_timer_for_nothing_fires_at_once_but_others_may_run_first) {
  EXPECT_EQ(outcomes([] {
              auto* order = make<std::string>();
              auto* mu = make<Mutex>();
              auto* wg = make<WaitGroup>();
              wg->add(2);
              const auto append = [=](char name) {
                {
                  Lock hold(*mu);
                  *order += name;
                }
                wg->done();
              };
              after_func(0ns, [=] { append('t'); });
              go([=] { append('g'); });
              wg->wait();
              check(now() == zero, "at once");
              return *order;
            }),
            (Words{"gt", "tg"}));
  EXPECT_TRUE(clean([] {
    check(new_timer(-1ms).chan().recv().has_value(), "at once");
    check(now() == zero, "no time has passed");
  }));
}

TEST(Timers, F8_timers_with_equal_expiry_fire_in_any_order) {
  const auto body = [] {
    const RecvChan<Time> first_armed = after(1ms);
    const RecvChan<Time> second_armed = after(1ms);
    return select({first_armed.on_recv(), second_armed.on_recv()});
  };
  EXPECT_EQ(outcomes(body, every(0)), (Numbers{0, 1}));
}

TEST(Timers, F8_time_may_pass_while_somebody_could_run) {
  const auto body = [] {
    const Chan<int> result = make_chan<int>(1);
    go([=] { result.send(42); });
    return select({result.on_recv(), after(1s).on_recv()});
  };
  EXPECT_EQ(outcomes(body, every(0)), Numbers{0});
  EXPECT_EQ(outcomes(body, every(1)), (Numbers{0, 1}));
}

TEST(Timers, F9_the_clock_never_goes_back) {
  EXPECT_TRUE(clean([] {
    go([] { sleep(1ms); });
    const Time first = now();
    sleep(2ms);
    const Time second = now();
    check(second >= first + 2ms && since(first) >= 2ms, "forward");
    check(until(second) <= 0ns && until(second + 1h) > 0ns, "until counts down");
    check(VirtualClock::now() >= second, "the same clock");
  }));
}

}  // namespace
}  // namespace heddle::semantics
