// Which edges goroutines, the clock and the scheduler give: docs/semantics.md, A.0 to A.2, A.22,
// A.23.

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(HappensBefore, A0_two_reads_do_not_race_and_a_write_races_with_either) {
  EXPECT_TRUE(clean([] {
    auto* v = make<Var<int>>(0);
    go([=] { v->read(); });
    v->read();
  }));
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    go([=] { v->write(1); });
    v->write(2);
  }));
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    go([=] { v->update([](int& n) { ++n; }); });
    v->read();
  }));
}

TEST(HappensBefore, A0_edges_are_transitive) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    const Chan<Unit> first = make_chan<Unit>();
    const Chan<Unit> second = make_chan<Unit>();
    go([=] {
      v->write(1);
      first.send({});
    });
    go([=] {
      first.recv();
      second.send({});
    });
    second.recv();
    check(v->read() == 1, "the write is seen through two channels");
  }));
}

TEST(HappensBefore, A1_the_go_statement_comes_before_the_new_goroutine) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    v->write(1);
    go([=] { check(v->read() == 1, "what was written before go is seen"); });
  }));
}

TEST(HappensBefore, A1_what_the_spawner_does_after_go_is_unordered) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    go([=] { v->read(); });
    v->write(1);
  }));
}

TEST(HappensBefore, A1_captured_arguments_are_evaluated_in_the_spawner) {
  EXPECT_TRUE(clean([] {
    int x = 1;
    go([x] { check(x == 1, "the goroutine has the value of the time of go"); });
    x = 2;
  }));
}

TEST(HappensBefore, A2_the_end_of_a_goroutine_orders_nothing) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    go([=] { v->write(1); });
    while (num_goroutine() > 1) yield();
    v->read();
  }));
}

TEST(HappensBefore, A22_sleep_orders_nothing_between_goroutines) {
  EXPECT_TRUE(races(
      [] {
        auto* v = make<Var<int>>(0);
        go([=] { v->write(1); });
        sleep(10ms);
        v->read();
      },
      every(0)));
}

TEST(HappensBefore, A22_a_timer_comes_after_its_arming) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    v->write(1);
    after_func(1ms, [=] { v->read(); });
  }));
  EXPECT_TRUE(ordered(
      [] {
        auto* v = make<Var<int>>(0);
        const Timer timer = new_timer(1h);
        go([=] {
          timer.chan().recv();
          v->read();
        });
        v->write(1);
        timer.reset(1ms);
      },
      every(0)));
}

TEST(HappensBefore, A22_what_follows_the_arming_is_not_ordered_before_the_firing) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    after_func(1ms, [=] { v->read(); });
    v->write(1);
  }));
}

TEST(HappensBefore, A23_yield_gomaxprocs_and_running_first_order_nothing) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    go([=] {
      v->write(1);
      yield();
    });
    gomaxprocs(1);
    yield();
    v->read();
  }));
}

}  // namespace
}  // namespace heddle::semantics
