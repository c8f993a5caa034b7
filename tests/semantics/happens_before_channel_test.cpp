// Which edges channels give, and which they do not: docs/semantics.md, A.3 to A.9.

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(HappensBefore, A3_the_kth_send_comes_before_the_kth_receive) {
  for (const int capacity : {0, 1, 2}) {
    EXPECT_TRUE(ordered([=] {
      auto* a = make<Var<int>>(0);
      auto* b = make<Var<int>>(0);
      const Chan<int> c = make_chan<int>(capacity);
      go([=] {
        a->write(1);
        c.send(1);
        b->write(1);
        c.send(2);
      });
      c.recv();
      a->read();
      c.recv();
      b->read();
    })) << "capacity "
        << capacity;
  }
}

TEST(HappensBefore, A3_the_first_receive_is_not_ordered_after_the_second_send) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>(2);
    go([=] {
      c.send(1);
      v->write(1);
      c.send(2);
    });
    c.recv();
    v->read();
  }));
}

TEST(HappensBefore, A4_close_comes_before_a_receive_that_finds_it_closed) {
  for (const int capacity : {0, 1}) {
    EXPECT_TRUE(ordered([=] {
      auto* v = make<Var<int>>(0);
      const Chan<int> c = make_chan<int>(capacity);
      go([=] {
        v->write(1);
        c.close();
      });
      check(!c.recv().has_value(), "closed and empty");
      v->read();
    })) << "capacity "
        << capacity;
  }
}

TEST(HappensBefore, A4_a_value_that_was_left_in_the_buffer_says_nothing_about_close) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>(1);
    go([=] {
      c.send(1);
      v->write(1);
      c.close();
    });
    check(c.recv().has_value(), "the value comes before the close");
    v->read();
  }));
}

TEST(HappensBefore, A5_an_unbuffered_receive_comes_before_the_end_of_its_send) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>();
    go([=] {
      v->write(1);
      c.recv();
    });
    c.send(1);
    v->read();
  }));
}

TEST(HappensBefore, A5_a_buffered_receive_does_not_come_before_the_end_of_its_send) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>(1);
    go([=] {
      v->write(1);
      c.recv();
    });
    c.send(1);
    v->read();
  }));
}

// The receiver's write, then its first receive; the sender reads after `sends` sends.
void write_then_receive(int capacity, int sends) {
  auto* v = make<Var<int>>(0);
  const Chan<int> c = make_chan<int>(capacity);
  go([=] {
    v->write(1);
    c.recv();
  });
  for (int i = 0; i < sends; ++i) c.send(i);
  v->read();
}

TEST(HappensBefore, A6_the_kth_receive_comes_before_the_end_of_send_k_plus_capacity) {
  EXPECT_TRUE(ordered([] { write_then_receive(1, 2); }));
  EXPECT_TRUE(ordered([] { write_then_receive(2, 3); }));
}

TEST(HappensBefore, A6_and_not_before_an_earlier_send) {
  EXPECT_TRUE(races([] { write_then_receive(2, 2); }));
  EXPECT_TRUE(races([] { write_then_receive(3, 3); }));
}

TEST(HappensBefore, A7_two_receivers_are_not_ordered) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>(2);
    c.send(1);
    c.send(2);
    go([=] {
      c.recv();
      v->write(1);
    });
    c.recv();
    v->write(2);
  }));
}

TEST(HappensBefore, A7_two_senders_are_not_ordered) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>(2);
    go([=] {
      v->write(1);
      c.send(1);
    });
    c.send(2);
    v->read();
  }));
}

TEST(HappensBefore, A7_a_failed_attempt_orders_nothing) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>(1);
    go([=] {
      v->write(1);
      c.try_recv();
    });
    if (!c.try_recv()) v->read();
  }));
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>();
    go([=] {
      v->write(1);
      c.try_send(1);
    });
    if (!c.try_send(2)) v->read();
  }));
}

TEST(HappensBefore, A7_len_and_cap_order_nothing) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>(1);
    go([=] {
      v->write(1);
      c.send(1);
    });
    if (c.len() == 1 && c.cap() == 1) v->read();
  }));
}

// Receives from one of two channels; reads only when the case is `read_after`.
void read_after_case(int read_after) {
  auto* v = make<Var<int>>(0);
  const Chan<int> told = make_chan<int>(1);
  const Chan<int> other = make_chan<int>(1);
  other.send(7);
  go([=] {
    v->write(1);
    told.send(1);
  });
  if (select({told.on_recv(), other.on_recv()}) == read_after) v->read();
}

TEST(HappensBefore, A7_the_chosen_case_gives_its_edge) {
  EXPECT_TRUE(ordered([] { read_after_case(0); }));
  // A chosen send, too: the receive it meets comes before its end.
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    const Chan<int> c = make_chan<int>();
    const Chan<int> never = make_chan<int>();
    go([=] {
      v->write(1);
      c.recv();
    });
    select({never.on_recv(), c.on_send(1)});
    v->read();
  }));
}

TEST(HappensBefore, A7_a_case_that_is_not_chosen_gives_none) {
  EXPECT_TRUE(races([] { read_after_case(1); }));
}

TEST(HappensBefore, A8_a_send_and_a_close_that_nothing_orders_are_a_channel_race) {
  const auto body = [] {
    const Chan<int> c = make_chan<int>(1);
    go([=] { c.send(1); });
    c.close();
  };
  const Report report = explore(body, every());
  EXPECT_TRUE(report.found(Kind::channel_race)) << report;
  EXPECT_TRUE(report.found(Kind::send_on_closed)) << report;
  // The race is found where nothing panics, too.
  EXPECT_TRUE(shows_only(explore(
                             [] {
                               const Chan<int> c = make_chan<int>(1);
                               auto* sent = make<Atomic<int>>(0);
                               go([=] {
                                 c.send(1);
                                 sent->store(1);
                               });
                               sleep(1ms);
                               c.close();
                             },
                             every(0)),
                         Kind::channel_race, {}));
}

TEST(HappensBefore, A8_a_send_ordered_before_the_close_and_any_receive_are_fine) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>(1);
    const Chan<Unit> sent = make_chan<Unit>();
    go([=] {
      c.send(1);
      sent.send({});
    });
    sent.recv();
    c.close();
  }));
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>(1);
    go([=] { c.recv(); });
    c.close();
  }));
}

TEST(HappensBefore, A9_empty_elements_have_a_clock_for_each_slot) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const Chan<Unit> c = make_chan<Unit>(2);
    go([=] {
      c.send({});
      v->write(1);
      c.send({});
    });
    c.recv();
    v->read();
  }));
}

}  // namespace
}  // namespace heddle::semantics
