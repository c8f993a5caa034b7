// Cond: docs/semantics.md, D.3 to D.5.

#include "run_test.h"

namespace heddle::semantics {
namespace {

struct Queue {
  Mutex mu;
  Cond changed{mu};
  Var<int> items{0};
};

TEST(Conds, D3_a_signal_after_the_unlock_is_never_lost) {
  EXPECT_TRUE(clean([] {
    auto* q = make<Queue>();
    go([=] {
      Lock hold(q->mu);
      while (q->items.read() == 0) q->changed.wait();
      q->items.write(0);
    });
    {
      Lock hold(q->mu);
      q->items.write(1);
    }
    q->changed.signal();
  }));
}

TEST(Conds, D3_a_signal_before_the_wait_is_lost) {
  EXPECT_TRUE(sometimes(
      [] {
        auto* q = make<Queue>();
        go([=] { q->changed.signal(); });
        Lock hold(q->mu);
        q->changed.wait();
      },
      Kind::lost_wakeup));
  const Report report = explore(
      [] {
        auto* q = make<Queue>();
        q->changed.signal();
        Lock hold(q->mu);
        q->changed.wait();
      },
      every());
  EXPECT_TRUE(shows_state(report, "sync.Cond.Wait")) << report;
}

TEST(Conds, D3_the_lock_is_free_during_the_wait_and_held_after_it) {
  EXPECT_TRUE(clean([] {
    auto* q = make<Queue>();
    go([=] {
      Lock hold(q->mu);  // while the other one waits, or before
      q->items.write(1);
      q->changed.signal();
    });
    Lock hold(q->mu);
    while (q->items.read() == 0) q->changed.wait();
    check(!q->mu.try_lock(), "held by the one who waited");
  }));
}

TEST(Conds, D3_there_are_no_spurious_wake_ups) {
  EXPECT_TRUE(clean([] {
    auto* q = make<Queue>();
    auto* told = make<Atomic<bool>>(false);
    const Chan<Unit> ticket = make_chan<Unit>(1);
    go([=] {
      ticket.recv();
      Lock hold(q->mu);  // the other one has its ticket
      told->store(true);
      q->changed.signal();
    });
    Lock hold(q->mu);
    ticket.send({});
    q->changed.wait();  // no loop around it
    check(told->load(), "somebody has signalled");
  }));
}

// Three goroutines begin to wait one after the other; `wake` wakes some of them. Who went on, in
// order.
template <class Wake>
auto who_wakes(Wake wake) {
  return [=] {
    auto* q = make<Queue>();
    auto* order = make<std::string>();
    for (const char name : {'a', 'b', 'c'}) {
      go([=] {
        Lock hold(q->mu);
        q->changed.wait();
        *order += name;
      });
      sleep(1ms);
    }
    wake(*q);
    sleep(1ms);
    std::string woken = *order;
    q->changed.broadcast();  // the rest
    return woken;
  };
}

TEST(Conds, D4_signal_wakes_the_longest_waiting) {
  EXPECT_EQ(outcomes(who_wakes([](Queue& q) { q.changed.signal(); }), every(0)), Words{"a"});
  EXPECT_EQ(outcomes(who_wakes([](Queue& q) {
                       q.changed.signal();
                       sleep(1ms);
                       q.changed.signal();
                     }),
                     every(0)),
            Words{"ab"});
}

TEST(Conds, D4_broadcast_wakes_all_who_wait_at_that_moment) {
  // Then they compete for the lock (D5).
  EXPECT_EQ(outcomes(who_wakes([](Queue& q) { q.changed.broadcast(); }), every(0)),
            (Words{"abc", "acb", "bac", "bca", "cab", "cba"}));
}

TEST(Conds, D4_neither_needs_the_lock_held_and_without_a_waiter_nothing_happens) {
  EXPECT_TRUE(clean([] {
    auto* q = make<Queue>();
    q->changed.signal();
    q->changed.broadcast();
    Lock hold(q->mu);
    q->changed.signal();
    q->changed.broadcast();
  }));
}

TEST(Conds, D4_the_lock_may_be_either_side_of_an_rwmutex) {
  EXPECT_TRUE(clean([] {
    auto* rw = make<RWMutex>();
    auto* reader = make<RWMutex::Reader>(*rw);
    auto* writing = make<Cond>(*rw);
    auto* reading = make<Cond>(*reader);
    auto* ready = make<Var<bool>>(false);
    go([=] {
      {
        Lock hold(*rw);
        ready->write(true);
      }
      writing->signal();
      reading->broadcast();
    });
    {
      Lock hold(*rw);
      while (!ready->read()) writing->wait();
    }
    Lock hold(*reader);
    while (!ready->read()) reading->wait();
  }));
}

TEST(Conds, D5_after_the_wake_up_the_waiter_competes_for_the_lock) {
  EXPECT_EQ(outcomes(
                [] {
                  auto* q = make<Queue>();
                  auto* order = make<std::string>();
                  auto* wg = make<WaitGroup>();
                  wg->go([=] {
                    Lock hold(q->mu);
                    q->changed.wait();
                    *order += 'w';
                  });
                  sleep(1ms);
                  q->changed.signal();
                  {
                    Lock hold(q->mu);
                    *order += 'n';  // a newcomer
                  }
                  wg->wait();
                  return *order;
                },
                every(0)),
            (Words{"nw", "wn"}));
}

}  // namespace
}  // namespace heddle::semantics
