// Which edges Once, WaitGroup, Cond and atomics give: docs/semantics.md, A.14 to A.19.

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(HappensBefore, A14_the_function_of_a_once_comes_before_every_return) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    auto* once = make<Once>();
    const auto use = [=] {
      once->run_once([=] { v->write(1); });
      v->read();
    };
    go(use);
    use();
  }));
}

TEST(HappensBefore, A14_once_func_and_once_value_alike) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    OnceFunc init([=] { v->write(1); });
    go([=] {
      init();
      v->read();
    });
    init();
    v->read();
  }));
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    OnceValue init([=] {
      v->write(1);
      return 42;
    });
    go([=] {
      check(init() == 42, "the value");
      v->read();
    });
    check(init() == 42, "the value");
    v->read();
  }));
}

TEST(HappensBefore, A14_a_call_that_did_not_run_the_function_gives_no_edge) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    auto* once = make<Once>();
    once->run_once([] {});
    go([=] {
      v->write(1);
      once->run_once([] {});
    });
    once->run_once([] {});
    v->read();
  }));
}

TEST(HappensBefore, A15_done_comes_before_the_wait_it_lets_go) {
  EXPECT_TRUE(ordered([] {
    auto* a = make<Var<int>>(0);
    auto* b = make<Var<int>>(0);
    auto* wg = make<WaitGroup>();
    wg->add(2);
    go([=] {
      a->write(1);
      wg->done();
    });
    go([=] {
      b->write(1);
      wg->add(-1);
    });
    wg->wait();
    a->read();
    b->read();
  }));
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    auto* wg = make<WaitGroup>();
    wg->go([=] { v->write(1); });
    wg->wait();
    v->read();
  }));
}

TEST(HappensBefore, A15_done_does_not_come_before_another_done) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    auto* wg = make<WaitGroup>();
    wg->add(2);
    go([=] {
      v->write(1);
      wg->done();
    });
    wg->done();
    v->read();
  }));
}

TEST(HappensBefore, A16_an_add_from_zero_that_nothing_orders_before_wait_is_misuse) {
  EXPECT_TRUE(shows_only(explore(
                             [] {
                               auto* wg = make<WaitGroup>();
                               go([=] {
                                 wg->add(1);
                                 go([=] { wg->done(); });
                               });
                               wg->wait();
                             },
                             every()),
                         Kind::waitgroup_misuse, {}));
}

TEST(HappensBefore, A16_an_add_before_go_is_ordered) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    wg->add(1);
    go([=] {
      wg->add(1);  // not from zero
      go([=] { wg->done(); });
      wg->done();
    });
    wg->wait();
  }));
}

struct Door {
  Mutex mu;
  Cond opened{mu};
  Var<int> v{0};
};

// The waiter holds the lock until it has a ticket, so the lock orders only what came before that;
// the write comes after it and before the wake-up.
void write_before(void (Cond::*wake)(Here)) {
  auto* door = make<Door>();
  const Chan<Unit> waiting = make_chan<Unit>(1);
  go([=] {
    waiting.recv();
    {
      Lock hold(door->mu);
    }
    door->v.write(1);
    (door->opened.*wake)(Here::current());
  });
  Lock hold(door->mu);
  waiting.send({});
  door->opened.wait();
  door->v.read();
}

TEST(HappensBefore, A17_signal_and_broadcast_come_before_the_wait_they_let_go) {
  EXPECT_TRUE(ordered([] { write_before(&Cond::signal); }));
  EXPECT_TRUE(ordered([] { write_before(&Cond::broadcast); }));
}

TEST(HappensBefore, A17_what_follows_the_signal_is_not_ordered) {
  EXPECT_TRUE(races([] {
    auto* door = make<Door>();
    const Chan<Unit> waiting = make_chan<Unit>(1);
    go([=] {
      waiting.recv();
      {
        Lock hold(door->mu);
      }
      door->opened.signal();
      door->v.write(1);
    });
    Lock hold(door->mu);
    waiting.send({});
    door->opened.wait();
    door->v.read();
  }));
}

// The other goroutine writes and then calls `publish`; main reads when `seen` says so.
template <class Publish, class Seen>
auto publication(Publish publish, Seen seen) {
  return [=] {
    auto* v = make<Var<int>>(0);
    auto* a = make<Atomic<int>>(0);
    go([=] {
      v->write(1);
      publish(*a);
    });
    if (seen(*a)) v->read();
  };
}

TEST(HappensBefore, A18_an_atomic_that_sees_another_comes_after_it) {
  const auto is_one = [](Atomic<int>& a) { return a.load() == 1; };
  EXPECT_TRUE(ordered(publication([](Atomic<int>& a) { a.store(1); }, is_one)));
  EXPECT_TRUE(ordered(publication([](Atomic<int>& a) { a.swap(1); }, is_one)));
  EXPECT_TRUE(ordered(publication([](Atomic<int>& a) { a.add(1); }, is_one)));
  EXPECT_TRUE(ordered(publication([](Atomic<int>& a) { a.fetch_or(1); }, is_one)));
  EXPECT_TRUE(ordered(publication([](Atomic<int>& a) { a.compare_and_swap(0, 1); }, is_one)));

  const auto store = [](Atomic<int>& a) { a.store(1); };
  EXPECT_TRUE(ordered(publication(store, [](Atomic<int>& a) { return a.swap(2) == 1; })));
  EXPECT_TRUE(ordered(publication(store, [](Atomic<int>& a) { return a.add(1) == 2; })));
  EXPECT_TRUE(ordered(publication(store, [](Atomic<int>& a) { return a.fetch_and(0) == 1; })));
  EXPECT_TRUE(ordered(publication(store, [](Atomic<int>& a) { return a.compare_and_swap(1, 2); })));
  // A failed compare-and-swap has read what made it fail.
  EXPECT_TRUE(
      ordered(publication(store, [](Atomic<int>& a) { return !a.compare_and_swap(0, 2); })));
}

TEST(HappensBefore, A18_an_atomic_that_came_too_early_gives_no_edge) {
  EXPECT_TRUE(races(publication([](Atomic<int>& a) { a.store(1); },
                                [](Atomic<int>& a) { return a.load() == 0; })));
}

TEST(HappensBefore, A18_a_failed_compare_and_swap_only_reads) {
  EXPECT_TRUE(races(publication([](Atomic<int>& a) { a.compare_and_swap(5, 6); },
                                [](Atomic<int>& a) { return a.load() == 0; })));
  EXPECT_TRUE(races(
      publication([](Atomic<int>& a) { a.load(); }, [](Atomic<int>& a) { return a.load() == 0; })));
}

TEST(HappensBefore, A18_atomics_are_sequentially_consistent) {
  // Dekker: both cannot miss the other's store.
  EXPECT_EQ(outcomes([] {
              auto* x = make<Atomic<int>>(0);
              auto* y = make<Atomic<int>>(0);
              const Chan<int> seen = make_chan<int>(1);
              go([=] {
                x->store(1);
                seen.send(y->load());
              });
              y->store(1);
              const int mine = x->load();
              return mine * 10 + *seen.recv();
            }),
            (Numbers{1, 10, 11}));
}

}  // namespace
}  // namespace heddle::semantics
