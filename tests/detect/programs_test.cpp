// The detectors of the event stream on programs, under every strategy: what they must find, and
// programs that tempt them to lie.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding.h>

#include <algorithm>
#include <string>

namespace heddle {
namespace {

using namespace std::chrono_literals;

class Detection : public testing::TestWithParam<const char*> {
 protected:
  // Collects everything; early firings only where a test asks for them.
  Options options(int early = 0) const {
    Options options;
    options.strategy = GetParam();
    options.runs = 400;
    options.seed = 1;
    options.early = early;
    options.keep_going = true;
    return options;
  }
  testing::AssertionResult clean(const Report& report) const {
    if (report.ok() && report.findings().empty()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << report;
  }
};

INSTANTIATE_TEST_SUITE_P(strategies, Detection,
                         testing::Values("random", "pct:depth=3", "dfs", "round-robin"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::replace_if(
                               name.begin(), name.end(), [](char c) { return !isalnum(c); }, '_');
                           return name;
                         });

testing::AssertionResult shows_only(const Report& report, Kind kind, bool possible = false) {
  if (report.findings().empty()) return testing::AssertionFailure() << "nothing\n" << report;
  for (const trace::Finding& finding : report.findings()) {
    if (finding.kind != kind || finding.possible != possible) {
      return testing::AssertionFailure() << report;
    }
  }
  return testing::AssertionSuccess();
}

struct Locks {
  Mutex a;
  Mutex b;
  Mutex gate;
  RWMutex table;
  RWMutex index;
};

void nest(Mutex& outer, Mutex& inner) {
  Lock one(outer);
  Lock two(inner);
}

// --- lock-order ---------------------------------------------------------------------------------

// Time keeps the two apart, which is no order; without early firings it cannot go wrong here.
void apart_in_time() {
  auto* locks = make<Locks>();
  go("one", [=] { nest(locks->a, locks->b); });
  go("two", [=] {
    sleep(10ms);
    nest(locks->b, locks->a);
  });
}

TEST_P(Detection, a_lock_order_that_cannot_be_brought_about_is_possible) {
  const Report report = explore(apart_in_time, options());
  EXPECT_TRUE(shows_only(report, Kind::lock_order, true)) << report;
  EXPECT_EQ(report.findings().size(), 1u);
  EXPECT_TRUE(report.ok()) << report;
  Options strict = options();
  strict.strict = true;
  EXPECT_FALSE(explore(apart_in_time, strict).ok());
}

// A long way before the second pair makes it unlikely that they meet.
void far_apart() {
  auto* locks = make<Locks>();
  auto* steps = make<Atomic<int>>(0);
  go("one", [=] { nest(locks->a, locks->b); });
  go("two", [=] {
    for (int i = 0; i < 60; ++i) steps->add(1);
    nest(locks->b, locks->a);
  });
}

TEST(Directed, brings_about_what_one_run_only_hinted_at) {
  for (const char* strategy : {"round-robin", "default"}) {
    Options one_run;
    one_run.strategy = strategy;
    one_run.runs = 1;
    one_run.seed = 1;
    const Report report = explore(far_apart, one_run);
    ASSERT_EQ(report.findings().size(), 1u) << report;
    const trace::Finding& finding = report.findings()[0];
    EXPECT_EQ(finding.kind, Kind::leak) << report;
    EXPECT_FALSE(finding.possible);
    EXPECT_FALSE(report.ok());
    ASSERT_FALSE(finding.notes.empty());
    EXPECT_EQ(finding.notes.back(),
              "met in a directed run, after run 0 had shown the order of the locks");
    // Its schedule is one like any other.
    Options again;
    again.strategy = "replay:" + finding.schedule;
    EXPECT_TRUE(shows_only(explore(far_apart, again), Kind::leak));
  }
}

TEST(Directed, also_in_a_process_of_its_own) {
  Options one_run;
  one_run.strategy = "round-robin";
  one_run.runs = 1;
  one_run.seed = 1;
  one_run.isolate = true;
  EXPECT_TRUE(shows_only(explore(far_apart, one_run), Kind::leak));
  one_run.early = 0;
  const Report possible = explore(apart_in_time, one_run);
  EXPECT_TRUE(shows_only(possible, Kind::lock_order, true)) << possible;
  EXPECT_TRUE(possible.ok());
}

TEST_P(Detection, what_happens_is_told_once) {
  const Report report = explore(
      [] {
        auto* locks = make<Locks>();
        go([=] { nest(locks->a, locks->b); });
        go([=] { nest(locks->b, locks->a); });
      },
      options());
  EXPECT_TRUE(shows_only(report, Kind::leak)) << report;
}

TEST_P(Detection, a_gate_keeps_apart) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        go([=] {
          Lock gate(locks->gate);
          nest(locks->a, locks->b);
        });
        go([=] {
          Lock gate(locks->gate);
          nest(locks->b, locks->a);
        });
      },
      options())));
}

TEST_P(Detection, one_goroutine_cannot_block_itself_in_two_orders) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        go([=] { locks->a.lock(), locks->a.unlock(); });
        nest(locks->a, locks->b);
        nest(locks->b, locks->a);
      },
      options())));
}

TEST_P(Detection, what_is_ordered_cannot_meet) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        auto* done = make<WaitGroup>();
        const Chan<Unit> next = make_chan<Unit>();
        done->go([=] {
          nest(locks->a, locks->b);
          next.send({});
        });
        done->go([=] {
          next.recv();
          nest(locks->b, locks->a);
          go([=] { nest(locks->a, locks->b); });
        });
        done->wait();
      },
      options())));
}

TEST_P(Detection, a_wait_group_orders) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        auto* done = make<WaitGroup>();
        done->go([=] { nest(locks->a, locks->b); });
        done->go([=] { nest(locks->a, locks->b); });
        done->wait();
        nest(locks->b, locks->a);
      },
      options())));
}

TEST_P(Detection, readers_do_not_exclude_each_other) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        go([=] {
          SharedLock one(locks->table);
          SharedLock two(locks->index);
        });
        go([=] {
          SharedLock one(locks->index);
          SharedLock two(locks->table);
        });
      },
      options())));
}

TEST_P(Detection, a_try_closes_no_circle) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        go([=] { nest(locks->a, locks->b); });
        go([=] {
          Lock one(locks->b);
          if (locks->a.try_lock()) locks->a.unlock();
        });
      },
      options())));
}

TEST_P(Detection, an_order_of_locks_everybody_keeps) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        for (int i = 0; i < 3; ++i) {
          go([=] {
            Lock one(locks->a);
            Lock two(locks->b);
            Lock three(locks->gate);
          });
        }
      },
      options())));
}

TEST_P(Detection, a_baton_is_no_section) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        locks->a.lock();  // unlocked by the other one
        go([=] {
          Lock two(locks->b);
          locks->a.unlock();
        });
        locks->a.lock();
        locks->b.lock();
        locks->b.unlock();
        locks->a.unlock();
      },
      options())));
}

// --- lost-wakeup --------------------------------------------------------------------------------

struct Box {
  Mutex mu;
  Cond full{mu};
  Var<bool> has{false};
  Atomic<bool> hint{false};
};

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
        go([parent = parent] { (void)parent.err(); });
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
        go([timed = timed] { (void)timed.done().recv(); });  // by its deadline
        go([cancel = cancel] { cancel(); });                 // by another goroutine
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
