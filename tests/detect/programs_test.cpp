// Lost wake-ups, locks held at exit, leaked contexts and livelocks on programs.

#include "detect/detection_test.h"

namespace heddle {
namespace {

INSTANTIATE_TEST_SUITE_P(strategies, Detection, testing::ValuesIn(every_strategy), strategy_name);

// --- lost-wakeup --------------------------------------------------------------------------------

TEST_P(Detection, a_signal_between_the_look_and_the_wait_is_lost) {
  const Report report = explore(
      [] {
        auto* box = make<Box>();
        go("reader", [=] {
          if (box->hint.load()) return;
          yield();
          Lock hold(box->mu);
          box->full.wait();
        });
        yield();
        box->hint.store(true);
        box->full.signal();
      },
      options());
  EXPECT_TRUE(shows_only(report, Kind::lost_wakeup)) << report;
}

TEST_P(Detection, a_signal_that_was_not_needed_is_no_lost_one) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* box = make<Box>();
        go("reader", [=] {
          Lock hold(box->mu);
          while (!box->has.read()) box->full.wait();
        });
        {
          Lock hold(box->mu);
          box->has.write(true);
        }
        box->full.broadcast();
        box->full.signal();
      },
      options())));
}

TEST_P(Detection, a_waiter_that_has_looked_waits_for_something_else) {
  const Report report = explore(
      [] {
        auto* box = make<Box>();
        {
          Lock hold(box->mu);
          box->has.write(true);
          box->full.signal();
        }
        go("reader", [=] {
          Lock hold(box->mu);
          while (!box->has.read()) box->full.wait();
          box->has.write(false);
          while (!box->has.read()) box->full.wait();  // nobody writes a second time
        });
      },
      options());
  EXPECT_TRUE(shows_only(report, Kind::leak)) << report;
}

// --- lock-held-at-exit --------------------------------------------------------------------------

TEST_P(Detection, a_goroutine_ends_with_a_lock) {
  const Report report = explore(
      [] {
        auto* locks = make<Locks>();
        go("worker", [=] { locks->a.lock(); });
        go([=] { locks->table.lock_shared(); });
        yield();
      },
      options());
  EXPECT_TRUE(shows_only(report, Kind::lock_held_at_exit)) << report;
  EXPECT_EQ(report.findings().size(), 2u);
}

TEST_P(Detection, somebody_else_may_unlock_after_all) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        const Chan<Unit> locked = make_chan<Unit>();
        go("worker", [=] {
          locks->a.lock();
          locks->table.lock_shared();
          locked.send({});
        });
        locked.recv();
        go([=] {
          locks->a.unlock();
          locks->table.unlock_shared();
        });
      },
      options())));
}

TEST_P(Detection, a_lock_somebody_waits_for_is_told_by_the_deadlock) {
  const Report report = explore(
      [] {
        auto* locks = make<Locks>();
        go("worker", [=] { locks->a.lock(); });
        locks->a.lock();
      },
      options());
  EXPECT_FALSE(report.ok());
  for (const trace::Finding& finding : report.findings()) {
    EXPECT_TRUE(finding.kind == Kind::leak || finding.kind == Kind::deadlock) << report;
  }
}

// --- context-leak -------------------------------------------------------------------------------

TEST_P(Detection, a_context_that_nobody_cancels) {
  const Report report = explore(
      [] {
        auto [parent, cancel] = with_cancel(background());
        go([of = parent] { (void)of.err(); });
        auto [timed, stop] = with_timeout(parent, 1h);
        (void)cancel;
        (void)timed;
        (void)stop;
        yield();
      },
      options());
  EXPECT_TRUE(shows_only(report, Kind::context_leak)) << report;
  EXPECT_EQ(report.findings().size(), 1u);
}

TEST_P(Detection, contexts_that_end) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto [parent, cancel] = with_cancel(background());
        auto [child, cancel_child] = with_cancel(parent);    // with its parent
        auto [past, stop] = with_timeout(background(), 0s);  // at once
        auto [timed, stop_timed] = with_timeout(background(), 5ms);
        const Context apart = without_cancel(parent);
        StopFunc unregister = after_func(parent, [] {});
        StopFunc never = after_func(background(), [] {});
        go([of = timed] { (void)of.done().recv(); });  // by its deadline
        go([end = cancel] { end(); });                 // by another goroutine
        yield();
        auto [late, cancel_late] = with_cancel(parent);  // perhaps born cancelled
        (void)apart, (void)unregister, (void)never, (void)cancel_child, (void)stop;
        (void)stop_timed, (void)cancel_late, (void)late, (void)child, (void)past;
      },
      options(1))));
}

// --- livelock -----------------------------------------------------------------------------------

struct Table {
  Mutex left;
  Mutex right;
};

void polite(Mutex& mine, Mutex& other) {
  for (;;) {
    mine.lock();
    if (other.try_lock()) break;
    mine.unlock();
    yield();
  }
  other.unlock();
  mine.unlock();
}

// With a schedule that keeps step nobody ever eats. Which schedules do is not ours to say: found
// or nothing, but never under another name.
TEST(Livelock, two_who_give_way_in_step) {
  const Scenario scenario{.name = "polite",
                          .body =
                              [] {
                                auto* table = make<Table>();
                                auto* flags = make<Atomic<int>>(0);
                                auto* wg = make<WaitGroup>();
                                for (int i = 0; i < 2; ++i) {
                                  wg->go([=] {
                                    Mutex& mine = i == 0 ? table->left : table->right;
                                    Mutex& other = i == 0 ? table->right : table->left;
                                    for (;;) {
                                      mine.lock();
                                      flags->add(1);
                                      while (flags->load() % 2 != 0) yield();  // in step
                                      if (other.try_lock()) break;
                                      flags->add(-1);
                                      while (flags->load() % 2 != 0) yield();
                                      mine.unlock();
                                    }
                                  });
                                }
                                wg->wait();
                              },
                          .limits = {.steps = 5000}};
  for (const char* strategy : {"random", "round-robin", "pct:depth=3"}) {
    Options options;
    options.strategy = strategy;
    options.runs = 3;
    options.seed = 1;
    options.keep_going = true;
    const Report report = explore(scenario, options);
    EXPECT_TRUE(shows_only(report, Kind::livelock)) << strategy << report;
  }
}

TEST(Livelock, those_who_work_are_not_livelocked) {
  const Scenario scenario{.name = "busy",
                          .body =
                              [] {
                                auto* table = make<Table>();
                                auto* count = make<int>(0);
                                for (int i = 0; i < 2; ++i) {
                                  go([=] {
                                    for (int n = 0; n < 10'000; ++n) {
                                      Lock hold(table->left);
                                      ++*count;
                                    }
                                  });
                                }
                                for (;;) polite(table->left, table->right);
                              },
                          .limits = {.steps = 5000}};
  for (const char* strategy : {"random", "round-robin"}) {
    Options options;
    options.strategy = strategy;
    options.runs = 3;
    options.seed = 1;
    EXPECT_TRUE(shows_only(explore(scenario, options), Kind::step_limit)) << strategy;
  }
}

}  // namespace
}  // namespace heddle
