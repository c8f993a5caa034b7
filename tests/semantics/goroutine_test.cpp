// Goroutines, panics, program end: docs/semantics.md, G.1 to G.4 and G.9.

#include <stdexcept>

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(Goroutines, G1_with_drain_off_the_program_ends_when_main_returns) {
  static int after_main;
  Scenario scenario;
  scenario.drain = false;
  after_main = 0;
  scenario.body = [] {
    auto* mu = make<Mutex>();
    mu->lock();
    go([=] {
      Defer never([] { ++after_main; });
      mu->lock();  // for ever: no leak, the program ends
    });
  };
  EXPECT_TRUE(clean(scenario));
  EXPECT_EQ(after_main, 0) << "the defers of others do not run";
}

TEST(Goroutines, G1_by_default_the_others_run_on_after_main) {
  static int ended;
  Scenario scenario;
  ended = 0;
  scenario.body = [] {
    go([] {
      sleep(1ms);
      ++ended;
    });
  };
  const Report report = explore(scenario, every(0));
  EXPECT_TRUE(report.ok()) << report;
  EXPECT_EQ(static_cast<std::uint64_t>(ended), report.runs());
}

TEST(Goroutines, G2_an_unrecovered_panic_in_any_goroutine_ends_the_run) {
  EXPECT_TRUE(always([] { panic("main gives up"); }, Kind::panic, "panic: main gives up"));
  EXPECT_TRUE(always(
      [] {
        go([] { panic("somebody gives up"); });
        make_chan<int>().recv();
      },
      Kind::panic, "panic: somebody gives up"));
}

TEST(Goroutines, G2_after_the_defers_of_that_goroutine_only) {
  std::string order;
  const Report report = explore(
      [&] {
        order.clear();
        go([&] {
          Defer other([&] { order += "other"; });
          make_chan<int>().recv();
        });
        go([&] {
          Defer first([&] { order += "mine "; });
          sleep(1ms);
          panic("now");
        });
        make_chan<int>().recv();
      },
      every(0));
  EXPECT_TRUE(shows_only(report, Kind::panic, "panic: now"));
  EXPECT_EQ(order, "mine ");
}

TEST(Goroutines, G2_a_panic_can_be_recovered_in_its_goroutine) {
  EXPECT_TRUE(clean([] {
    const auto recovered = [](auto&& function) {
      try {
        function();
      } catch (const Panic& panic) {
        return panic.message();
      }
      return std::string("no panic");
    };
    check(recovered([] { panic("mine"); }) == "mine", "panic");
    check(recovered([] { Chan<int>{}.close(); }) == "close of nil channel", "close of nil");
    check(recovered([] {
            const Chan<int> c = make_chan<int>();
            c.close();
            c.send(1);
          }) == "send on closed channel",
          "send on closed");
    check(recovered([] { WaitGroup().done(); }) == "sync: negative WaitGroup counter", "counter");
  }));
}

TEST(Goroutines, G2_nobody_else_can_recover_it) {
  EXPECT_TRUE(always(
      [] {
        try {
          go([] { panic("not yours"); });
          make_chan<int>().recv();
        } catch (const Panic&) {
          check(false, "a panic of another goroutine");
        }
      },
      Kind::panic, "panic: not yours"));
}

TEST(Goroutines, G2_fatal_errors_cannot_be_recovered) {
  EXPECT_TRUE(always(
      [] {
        try {
          Mutex().unlock();
        } catch (...) {
          check(false, "fatal errors are no exceptions");
        }
      },
      Kind::unlock_unlocked));
  EXPECT_TRUE(always(
      [] {
        try {
          check(false, "what is wrong");
        } catch (...) {
          panic("a failed check is no exception");
        }
      },
      Kind::check_failed, "check failed: what is wrong"));
}

TEST(Goroutines, G2_a_panic_is_no_std_exception_and_an_exception_is_a_panic) {
  static_assert(!std::is_base_of_v<std::exception, Panic>);
  EXPECT_TRUE(always(
      [] {
        try {
          panic("passes");
        } catch (const std::exception&) {
          check(false, "code that swallows std::exception does not swallow a panic");
        }
      },
      Kind::panic, "panic: passes"));
  EXPECT_TRUE(always([] { throw std::runtime_error("not found"); }, Kind::panic,
                     "an exception left the goroutine: std::runtime_error: not found"));
}

TEST(Goroutines, G3_defers_run_last_in_first_out_also_on_panic_and_goexit) {
  EXPECT_TRUE(clean([] {
    auto* order = make<std::string>();
    const auto defers = [=](auto&& last) {
      Defer a([=] { *order += 'a'; });
      Defer b([=] { *order += 'b'; });
      last();
    };
    defers([] {});
    check(*order == "ba", "on return");
    order->clear();
    try {
      defers([] { panic("unwinds"); });
    } catch (const Panic&) {
    }
    check(*order == "ba", "on panic");
    order->clear();
    auto* wg = make<WaitGroup>();
    wg->go([=] { defers([] { goexit(); }); });
    wg->wait();
    check(*order == "ba", "on goexit");
  }));
}

TEST(Goroutines, G3_a_deferred_unlock_runs_on_panic_an_inline_one_does_not) {
  const auto body = [](bool deferred) {
    return [=] {
      auto* mu = make<Mutex>();
      auto* wg = make<WaitGroup>();
      wg->go([=] {
        try {
          if (deferred) {
            mu->lock();
            Defer unlock([=] { mu->unlock(); });
            panic("inside");
          }
          mu->lock();
          panic("inside");
        } catch (const Panic&) {
        }
      });
      wg->wait();
      mu->lock();
      mu->unlock();
    };
  };
  EXPECT_TRUE(clean(body(true)));
  EXPECT_TRUE(always(body(false), Kind::deadlock, all_asleep));
}

TEST(Goroutines, G3_goexit_in_main_lets_the_others_run_on) {
  static int ended;
  ended = 0;
  const Report report = explore(
      [] {
        go([] {
          sleep(1ms);
          ++ended;
        });
        goexit();
      },
      every(0));
  EXPECT_TRUE(
      shows_only(report, Kind::deadlock, "no goroutines (main called runtime.Goexit) - deadlock!"));
  // Once more for each finding, which is replayed.
  EXPECT_GE(static_cast<std::uint64_t>(ended), report.runs());
}

TEST(Goroutines, G4_any_operation_can_be_interrupted_also_an_uncontended_one) {
  EXPECT_EQ(outcomes([] {
              auto* n = make<Atomic<int>>(0);
              auto* wg = make<WaitGroup>();
              for (int i = 0; i < 2; ++i) {
                wg->go([=] { n->store(n->load() + 1); });
              }
              gomaxprocs(1);  // promises nothing
              wg->wait();
              return n->load();
            }),
            (Numbers{1, 2}));
}

TEST(Goroutines, G4_the_simulated_machine_remembers_gomaxprocs) {
  EXPECT_TRUE(clean([] {
    const int before = gomaxprocs(3);
    check(before == num_cpu(), "as many as there are processors");
    check(gomaxprocs(0) == 3, "a question changes nothing");
    check(gomaxprocs(before) == 3, "the setting before");
  }));
}

TEST(Goroutines, G9_a_deadlock_of_all) {
  EXPECT_TRUE(always(
      [] {
        const Chan<int> c = make_chan<int>();
        go([=] { c.recv(); });
        c.recv();
      },
      Kind::deadlock, all_asleep));
}

TEST(Goroutines, G9_a_partial_deadlock_main_never_goes_on_while_others_do) {
  Scenario scenario;
  scenario.limits.steps = 3000;
  scenario.body = [] {
    go("heart", [] {
      for (Time beat : tick(1ms)) check(beat > Time{}, "a beat");
    });
    make_chan<int>().recv();
  };
  const Report report = explore(scenario, sampled(5));
  EXPECT_TRUE(shows_only(report, Kind::partial_deadlock, {}));
  EXPECT_TRUE(shows_state(report, "chan receive")) << report;
}

TEST(Goroutines, G9_a_leak_is_blocked_for_ever_after_main) {
  const Report report = explore(
      [] {
        const Chan<int> c = make_chan<int>();
        go("lost", [=] { c.send(1); });
      },
      every());
  EXPECT_TRUE(
      shows_only(report, Kind::leak, "1 goroutine is blocked for ever after main has returned"));
  ASSERT_FALSE(report.findings().empty());
  EXPECT_TRUE(report.findings()[0].after_main);
  EXPECT_TRUE(shows_state(report, "chan send")) << report;
}

TEST(Goroutines, G9_a_live_leak_runs_on_after_main) {
  Scenario scenario;
  scenario.limits.drain_steps = 500;
  scenario.body = [] {
    go("heart", [] {
      for (Time beat : tick(1ms)) check(beat > Time{}, "a beat");
    });
  };
  const Report report = explore(scenario, sampled(5));
  EXPECT_TRUE(
      shows_only(report, Kind::leak,
                 "1 goroutine runs on after main has returned (500 operations and no end)"));
}

TEST(Goroutines, G9_a_lock_whose_owner_has_ended_is_never_free) {
  const Report report = explore(
      [] {
        auto* mu = make<Mutex>();
        auto* wg = make<WaitGroup>();
        wg->go([=] { mu->lock(); });
        wg->wait();
        mu->lock();
      },
      every());
  EXPECT_TRUE(shows_only(report, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(report, "sync.Mutex.Lock")) << report;
}

TEST(Goroutines, G9_spinning_without_progress_reaches_the_step_limit) {
  Scenario scenario;
  scenario.limits.steps = 5000;
  scenario.body = [] {
    auto* flag = make<Atomic<bool>>(false);
    go([=] {
      while (!flag->load()) yield();
    });
    while (!flag->load()) yield();
  };
  const Report report = explore(scenario, sampled(5));
  EXPECT_TRUE(report.found(Kind::step_limit) || report.found(Kind::livelock)) << report;
}

}  // namespace
}  // namespace heddle::semantics
