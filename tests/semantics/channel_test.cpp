// Channels: docs/semantics.md, B.1 to B.8.

#include <memory>
#include <vector>

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(Channels, B1_a_channel_has_capacity_zero_unless_told) {
  EXPECT_TRUE(clean([] {
    check(make_chan<int>().cap() == 0, "unbuffered");
    check(make_chan<int>(3).cap() == 3, "buffered");
    check(make_chan<int>(3).len() == 0, "empty");
  }));
}

TEST(Channels, B1_a_negative_capacity_panics) {
  EXPECT_TRUE(
      always([] { make_chan<int>(-1); }, Kind::panic, "panic: makechan: size out of range"));
}

TEST(Channels, B1_the_zero_value_is_nil_with_len_and_cap_zero) {
  EXPECT_TRUE(clean([] {
    const Chan<int> nil;
    check(nil.is_nil() && nil.len() == 0 && nil.cap() == 0, "nil");
    check(!nil.try_send(1) && !nil.try_recv(), "nobody is there");
  }));
}

TEST(Channels, B1_send_and_receive_on_nil_wait_for_ever) {
  const Report send = explore([] { Chan<int>{}.send(1); }, every());
  EXPECT_TRUE(shows_only(send, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(send, "chan send (nil chan)")) << send;
  const Report receive = explore([] { Chan<int>{}.recv(); }, every());
  EXPECT_TRUE(shows_only(receive, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(receive, "chan receive (nil chan)")) << receive;
}

TEST(Channels, B1_close_of_nil_panics) {
  EXPECT_TRUE(always([] { Chan<int>{}.close(); }, Kind::close_nil, "panic: close of nil channel"));
}

TEST(Channels, B2_send_on_a_closed_channel_panics) {
  for (const int capacity : {0, 1}) {
    EXPECT_TRUE(always(
        [=] {
          const Chan<int> c = make_chan<int>(capacity);
          c.close();
          c.send(1);
        },
        Kind::send_on_closed, "panic: send on closed channel"));
    EXPECT_TRUE(always(
        [=] {
          const Chan<int> c = make_chan<int>(capacity);
          c.close();
          c.try_send(1);
        },
        Kind::send_on_closed, "panic: send on closed channel"));
  }
}

TEST(Channels, B2_a_send_without_room_waits) {
  const Report report = explore(
      [] {
        const Chan<int> c = make_chan<int>(1);
        c.send(1);
        c.send(2);
      },
      every());
  EXPECT_TRUE(shows_only(report, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(report, "chan send")) << report;
}

TEST(Channels, B2_unbuffered_neither_side_ends_before_the_other_has_come) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>();
    auto* sender_came = make<Atomic<bool>>(false);
    auto* receiver_came = make<Atomic<bool>>(false);
    go([=] {
      receiver_came->store(true);
      c.recv();
      check(sender_came->load(), "the receive ends after the sender has come");
    });
    sender_came->store(true);
    c.send(1);
    check(receiver_came->load(), "the send ends after the receiver has come");
  }));
}

TEST(Channels, B2_a_buffered_send_does_not_wait_for_its_receiver) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> c = make_chan<int>(1);
              auto* came = make<Atomic<int>>(0);
              go([=] {
                came->store(1);
                c.recv();
              });
              c.send(1);
              return came->load();
            }),
            (Numbers{0, 1}));
}

TEST(Channels, B2_a_send_to_a_waiting_receiver_bypasses_the_buffer) {
  EXPECT_EQ(outcomes(
                [] {
                  const Chan<int> c = make_chan<int>(1);
                  go([=] { c.recv(); });
                  sleep(1ms);  // the receiver waits
                  c.send(1);
                  return c.len();
                },
                every(0)),
            Numbers{0});
}

TEST(Channels, B3_buffered_values_come_first_in_order_even_after_close) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>(2);
    c.send(1);
    c.send(2);
    c.close();
    check(c.len() == 2, "the values are there");
    check(c.recv() == 1, "first in, first out");
    check(c.recv() == 2, "first in, first out");
  }));
}

TEST(Channels, B3_closed_and_empty_gives_nothing_at_once_for_ever) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>(1);
    c.close();
    for (int i = 0; i < 3; ++i) check(!c.recv().has_value(), "closed");
    const auto tried = c.try_recv();
    check(tried.happened && !tried.value, "closed");
  }));
}

TEST(Channels, B3_the_value_of_the_longest_waiting_sender_enters_at_the_tail) {
  EXPECT_TRUE(clean(
      [] {
        const Chan<int> c = make_chan<int>(2);
        auto* released = make<Atomic<int>>(0);
        c.send(1);
        c.send(2);
        for (int n : {3, 4}) {
          go([=] {
            c.send(n);
            released->add(1);
          });
          sleep(1ms);  // it waits
        }
        check(c.recv() == 1 && c.len() == 2, "the third has moved up");
        sleep(1ms);
        check(released->load() == 1, "and its sender is free");
        for (int n : {2, 3, 4}) check(c.recv() == n, "first in, first out");
      },
      every(0)));
}

// Three goroutines begin to wait one after the other, then are served one after the other.
std::string served_senders() {
  const Chan<int> c = make_chan<int>();
  for (int n : {1, 2, 3}) {
    go([=] { c.send(n); });
    sleep(1ms);
  }
  std::string order;
  for (int i = 0; i < 3; ++i) order += std::to_string(*c.recv());
  return order;
}

std::string served_receivers() {
  const Chan<int> c = make_chan<int>();
  auto* order = make<std::string>("...");
  for (int n : {0, 1, 2}) {
    go([=] { (*order)[static_cast<std::size_t>(*c.recv())] = static_cast<char>('1' + n); });
    sleep(1ms);
  }
  for (int i = 0; i < 3; ++i) c.send(i);
  sleep(1ms);
  return *order;
}

TEST(Channels, B4_waiting_senders_and_receivers_are_served_in_order) {
  EXPECT_EQ(outcomes(served_senders, every(0)), Words{"123"});
  EXPECT_EQ(outcomes(served_receivers, every(0)), Words{"123"});
}

TEST(Channels, B4_or_in_any_order_where_the_scenario_asks_for_that) {
  static Words seen;
  const Words any = {"123", "132", "213", "231", "312", "321"};
  Scenario scenario;
  scenario.channel_queue_fifo = false;
  seen.clear();
  scenario.body = [] { seen.insert(served_senders()); };
  EXPECT_TRUE(clean(scenario, every(0)));
  EXPECT_EQ(seen, any);
  seen.clear();
  scenario.body = [] { seen.insert(served_receivers()); };
  EXPECT_TRUE(clean(scenario, every(0)));
  EXPECT_EQ(seen, any);
}

TEST(Channels, B5_close_wakes_all_waiting_receivers) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> c = make_chan<int>();
              auto* wg = make<WaitGroup>();
              auto* told = make<Atomic<int>>(0);
              for (int i = 0; i < 2; ++i) {
                wg->go([=] {
                  if (!c.recv()) told->add(1);
                });
              }
              c.close();
              wg->wait();
              return told->load();
            }),
            Numbers{2});
}

TEST(Channels, B5_close_wakes_all_waiting_senders_and_each_panics) {
  // That the sends race with the close is another finding (A8).
  Scenario scenario;
  scenario.detect_races = false;
  scenario.body = [] {
    const Chan<int> c = make_chan<int>();
    auto* wg = make<WaitGroup>();
    auto* panicked = make<Atomic<int>>(0);
    for (int i = 0; i < 2; ++i) {
      wg->go([=] {
        try {
          c.send(i);
        } catch (const Panic& panic) {
          check(panic.message() == "send on closed channel", "Go's words");
          check(panic.kind() == Kind::send_on_closed, "the kind");
          panicked->add(1);
        }
      });
    }
    c.close();
    wg->wait();
    check(panicked->load() == 2, "each sender panics");
  };
  EXPECT_TRUE(clean(scenario));
}

TEST(Channels, B5_a_waiting_sender_panics_unrecovered) {
  EXPECT_TRUE(explore(
                  [] {
                    const Chan<int> c = make_chan<int>();
                    go([=] { c.send(1); });
                    sleep(1ms);
                    c.close();
                  },
                  every(0))
                  .found(Kind::send_on_closed));
}

TEST(Channels, B5_close_of_a_closed_channel_panics) {
  EXPECT_TRUE(always(
      [] {
        const Chan<int> c = make_chan<int>();
        c.close();
        c.close();
      },
      Kind::double_close, "panic: close of closed channel"));
}

TEST(Channels, B5_anyone_may_close_and_nobody_must) {
  EXPECT_TRUE(clean([] {
    const Chan<int> never_closed = make_chan<int>(1);
    never_closed.send(1);
    const Chan<int> c = make_chan<int>();
    go([=] { c.close(); });
    c.recv();
  }));
}

TEST(Channels, B6_range_receives_until_closed_and_drained) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> c = make_chan<int>(1);
              go([=] {
                for (int n : {1, 2, 3}) c.send(n);
                c.close();
              });
              std::string got;
              for (int n : c) got += std::to_string(n);
              return got;
            }),
            Words{"123"});
}

TEST(Channels, B6_range_over_nil_waits_for_ever) {
  EXPECT_TRUE(always(
      [] {
        for (int n : Chan<int>{}) check(n == 0, "never");
      },
      Kind::deadlock, all_asleep));
}

TEST(Channels, B7_a_receive_tells_whether_a_value_came) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>(1);
    c.send(0);
    check(c.recv() == std::optional<int>(0), "a zero that was sent");
    c.close();
    check(c.recv() == std::nullopt, "closed");
    check(c.recv().value_or(0) == 0, "Go's zero value");
  }));
}

TEST(Channels, B7_directions_convert_one_way) {
  static_assert(std::is_convertible_v<Chan<int>, SendChan<int>>);
  static_assert(std::is_convertible_v<Chan<int>, RecvChan<int>>);
  static_assert(!std::is_convertible_v<SendChan<int>, Chan<int>>);
  static_assert(!std::is_convertible_v<RecvChan<int>, Chan<int>>);
  static_assert(!std::is_convertible_v<SendChan<int>, RecvChan<int>>);
  static_assert(!std::is_convertible_v<Chan<int>, SendChan<long>>);
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>(1);
    const SendChan<int> in = c;
    const RecvChan<int> out = c;
    in.send(4);
    check(out.recv() == 4, "both are the one channel");
    check(c.sender() == in && c.receiver() == out, "handles of one channel are equal");
  }));
}

TEST(Channels, B8_elements_can_be_channels_functions_and_move_only) {
  EXPECT_TRUE(clean([] {
    const Chan<Chan<int>> questions = make_chan<Chan<int>>();
    go([=] { questions.recv()->send(42); });
    const Chan<int> answer = make_chan<int>();
    questions.send(answer);
    check(answer.recv() == 42, "an answer through the channel that was sent");

    const Chan<std::function<int()>> calls = make_chan<std::function<int()>>(1);
    calls.send([] { return 7; });
    check((*calls.recv())() == 7, "a function");

    const Chan<std::unique_ptr<int>> owners = make_chan<std::unique_ptr<int>>();
    go([=] { owners.send(std::make_unique<int>(5)); });
    check(**owners.recv() == 5, "a unique_ptr");
  }));
}

TEST(Channels, B8_elements_are_copied_when_they_are_sent) {
  EXPECT_TRUE(clean([] {
    const Chan<std::string> c = make_chan<std::string>(1);
    std::string text = "before";
    c.send(text);
    text = "after";
    check(c.recv() == "before", "the value at the time of the send");
  }));
}

TEST(Channels, B8_an_empty_element_synchronizes) {
  EXPECT_TRUE(clean([] {
    auto* v = make<Var<int>>(0);
    const Chan<Unit> c = make_chan<Unit>();
    go([=] {
      v->write(1);
      c.send({});
    });
    c.recv();
    check(v->read() == 1, "seen");
  }));
}

}  // namespace
}  // namespace heddle::semantics
