// lock-order on programs.

#include "detect/detection_test.h"

namespace heddle {
namespace {

class LockOrders : public Detection {};
INSTANTIATE_TEST_SUITE_P(strategies, LockOrders, testing::ValuesIn(every_strategy), strategy_name);

// Time keeps the two apart, which is no order; without early firings it cannot go wrong here.
void apart_in_time() {
  auto* locks = make<Locks>();
  go("one", [=] { nest(locks->a, locks->b); });
  go("two", [=] {
    sleep(10ms);
    nest(locks->b, locks->a);
  });
}

TEST_P(LockOrders, a_lock_order_that_cannot_be_brought_about_is_possible) {
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

TEST_P(LockOrders, what_happens_is_told_once) {
  const Report report = explore(
      [] {
        auto* locks = make<Locks>();
        go([=] { nest(locks->a, locks->b); });
        go([=] { nest(locks->b, locks->a); });
      },
      options());
  EXPECT_TRUE(shows_only(report, Kind::leak)) << report;
}

TEST_P(LockOrders, a_gate_keeps_apart) {
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

TEST_P(LockOrders, one_goroutine_cannot_block_itself_in_two_orders) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        go([=] { locks->a.lock(), locks->a.unlock(); });
        nest(locks->a, locks->b);
        nest(locks->b, locks->a);
      },
      options())));
}

TEST_P(LockOrders, what_is_ordered_cannot_meet) {
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

TEST_P(LockOrders, an_accident_of_some_runs_is_no_order) {
  const auto program = [](bool always) {
    return [always] {
      auto* locks = make<Locks>();
      const Chan<Unit> done = make_chan<Unit>(1);
      go([=] {
        nest(locks->a, locks->b);
        done.send({});
      });
      go([=] {
        sleep(10ms);  // the message is there by now
        if (always || choose(4) != 0) done.recv();
        nest(locks->b, locks->a);
      });
    };
  };
  EXPECT_TRUE(shows_only(explore(program(false), options()), Kind::lock_order, true));
  EXPECT_TRUE(clean(explore(program(true), options())));
}

TEST_P(LockOrders, atomics_order) {
  EXPECT_TRUE(clean(explore(
      [] {
        auto* locks = make<Locks>();
        auto* done = make<Atomic<bool>>(false);
        go([=] {
          nest(locks->a, locks->b);
          done->store(true);
        });
        go([=] {
          if (done->load()) nest(locks->b, locks->a);
        });
      },
      options())));
}

TEST_P(LockOrders, a_lock_taken_back_after_a_wait_closes_a_circle) {
  const Report report = explore(
      [] {
        auto* box = make<Box>();
        auto* other = make<Mutex>();
        go("waiter", [=] {
          Lock one(box->mu);
          Lock two(*other);
          while (!box->has.read()) box->full.wait();  // gives up mu, keeps other
        });
        sleep(10ms);
        {
          Lock hold(box->mu);
          box->has.write(true);
          box->full.signal();
        }
        go("late", [=] {
          sleep(10ms);
          Lock one(box->mu);
          Lock two(*other);
        });
      },
      options());
  EXPECT_TRUE(shows_only(report, Kind::lock_order, true)) << report;
}

TEST_P(LockOrders, a_wait_group_orders) {
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

TEST_P(LockOrders, readers_do_not_exclude_each_other) {
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

TEST_P(LockOrders, a_try_closes_no_circle) {
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

TEST_P(LockOrders, an_order_of_locks_everybody_keeps) {
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

TEST_P(LockOrders, a_baton_is_no_section) {
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

}  // namespace
}  // namespace heddle
