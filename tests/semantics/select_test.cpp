// select: docs/semantics.md, B.9 to B.13.

#include <array>
#include <vector>

#include "run_test.h"

namespace heddle::semantics {
namespace {

// A channel with one value in it.
Chan<int> filled(int value = 1) {
  const Chan<int> c = make_chan<int>(1);
  c.send(value);
  return c;
}

TEST(Select, B9_operands_are_evaluated_once_in_order_also_for_cases_not_chosen) {
  EXPECT_EQ(outcomes([] {
              std::string order;
              const Chan<int> ready = filled();
              const Chan<int> full = filled();
              const auto channel = [&](const char* name, Chan<int> c) {
                order += name;
                return c;
              };
              const auto value = [&](const char* name) {
                order += name;
                return 1;
              };
              std::optional<int> got;
              select({channel("a", full).on_send(value("b")), channel("c", ready).on_recv(got),
                      channel("d", full).on_send(value("e"))});
              return order;
            }),
            Words{"abcde"});
}

TEST(Select, B9_the_target_is_assigned_only_when_its_case_is_chosen) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> a = filled(1);
              const Chan<int> b = filled(2);
              std::optional<int> x = 7;
              std::optional<int> y = 7;
              select({a.on_recv(x), b.on_recv(y)});
              return *x * 10 + *y;
            }),
            (Numbers{17, 72}));
}

TEST(Select, B9_every_ready_case_can_be_chosen) {
  const auto body = [] {
    const Chan<int> c = filled();
    return select({c.on_recv(), c.on_recv(), c.on_recv()});
  };
  EXPECT_EQ(outcomes(body), (Numbers{0, 1, 2}));
}

TEST(Select, B9_random_chooses_among_ready_cases_uniformly) {
  std::array<int, 3> count{};
  constexpr int runs = 3000;
  EXPECT_TRUE(clean(
      [&] {
        const Chan<int> c = filled();
        ++count[static_cast<std::size_t>(select({c.on_recv(), c.on_recv(), c.on_recv()}))];
      },
      sampled(runs)));
  // Binomial with p = 1/3: mean 1000, standard deviation 26.
  for (const int n : count) EXPECT_NEAR(n, runs / 3, 130);
}

TEST(Select, B9_default_happens_only_when_no_case_can) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> empty = make_chan<int>(1);
              const Chan<int> full = filled();
              const int none = try_select({empty.on_recv(), full.on_send(2)});
              const int one = try_select({empty.on_recv(), full.on_recv()});
              check(try_select({}) == default_case, "no cases at all");
              return std::to_string(none) + " " + std::to_string(one);
            }),
            Words{"-1 1"});
}

TEST(Select, B9_waits_on_all_cases_until_one_happens) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> a = make_chan<int>(1);
              const Chan<int> b = make_chan<int>(1);
              go([=] { a.send(1); });
              go([=] { b.send(2); });
              std::optional<int> got;
              const int taken = select({a.on_recv(got), b.on_recv(got)});
              return std::to_string(taken) + ":" + std::to_string(*got);
            }),
            (Words{"0:1", "1:2"}));
}

TEST(Select, B9_leaves_all_queues_when_one_case_happens) {
  EXPECT_TRUE(clean(
      [] {
        const Chan<int> a = make_chan<int>();
        const Chan<int> b = make_chan<int>();
        go([=] { select({a.on_recv(), b.on_recv(), a.on_recv()}); });
        sleep(1ms);  // it waits
        a.send(1);
        check(!b.try_send(2) && !a.try_send(2), "nobody waits any more");
      },
      every(0)));
}

TEST(Select, B9_cases_on_nil_channels_never_happen) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> nil;
              const Chan<int> c = filled();
              return select({nil.on_recv(), nil.on_send(1), c.on_recv()});
            }),
            Numbers{2});
  EXPECT_TRUE(always(
      [] {
        const Chan<int> nil;
        select({nil.on_recv(), nil.on_send(1)});
      },
      Kind::deadlock, all_asleep));
}

TEST(Select, B9_an_empty_select_waits_for_ever) {
  const Report report = explore([] { select({}); }, every());
  EXPECT_TRUE(shows_only(report, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(report, "select (no cases)")) << report;
}

TEST(Select, B9_cases_may_have_different_element_types_and_come_in_a_list) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> numbers = filled(1);
              const Chan<std::string> words = make_chan<std::string>(1);
              std::optional<int> number;
              std::vector<Case> cases;
              cases.push_back(numbers.on_recv(number));
              cases.push_back(words.on_send("a word that does not fit into the small buffer"));
              if (select(cases) == 0) return std::string("a number");
              return words.recv()->substr(0, 6);
            }),
            (Words{"a number", "a word"}));
}

TEST(Select, B10_a_send_on_a_closed_channel_can_be_chosen_and_then_panics) {
  // With another ready case it may also not be chosen.
  EXPECT_TRUE(sometimes(
      [] {
        const Chan<int> closed = make_chan<int>();
        closed.close();
        const Chan<int> ready = filled();
        select({closed.on_send(1), ready.on_recv()});
      },
      Kind::send_on_closed, "panic: send on closed channel"));
}

TEST(Select, B10_with_only_default_beside_it_it_panics) {
  EXPECT_TRUE(always(
      [] {
        const Chan<int> closed = make_chan<int>();
        closed.close();
        try_select({closed.on_send(1)});
      },
      Kind::send_on_closed, "panic: send on closed channel"));
}

TEST(Select, B10_a_receive_from_a_closed_channel_is_always_ready) {
  EXPECT_TRUE(clean([] {
    const Chan<int> closed = make_chan<int>();
    closed.close();
    std::optional<int> got = 7;
    check(select({closed.on_recv(got)}) == 0 && !got, "closed");
    got = 7;
    check(try_select({closed.on_recv(got)}) == 0 && !got, "closed");
  }));
}

TEST(Select, B10_close_wakes_a_select_that_waits) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>();
    const Chan<int> other = make_chan<int>();
    go([=] { c.close(); });
    std::optional<int> got = 7;
    check(select({other.on_recv(), c.on_recv(got)}) == 1 && !got, "closed");
  }));
  Scenario sends;
  sends.detect_races = false;
  sends.body = [] {
    const Chan<int> c = make_chan<int>();
    go([=] { c.close(); });
    try {
      select({c.on_send(1)});
      check(false, "a send cannot happen");
    } catch (const Panic& panic) {
      check(panic.kind() == Kind::send_on_closed, "the send panics");
    }
  };
  EXPECT_TRUE(clean(sends));
}

TEST(Select, B11_one_select_cannot_meet_itself) {
  EXPECT_TRUE(always(
      [] {
        const Chan<int> c = make_chan<int>();
        select({c.on_send(1), c.on_recv()});
      },
      Kind::deadlock, all_asleep));
  // Two of them can meet each other.
  EXPECT_EQ(outcomes([] {
              const Chan<int> c = make_chan<int>();
              const Chan<int> other = make_chan<int>(1);
              go([=] { other.send(select({c.on_send(1), c.on_recv()})); });
              const int mine = select({c.on_send(2), c.on_recv()});
              return mine * 10 + *other.recv();
            }),
            (Numbers{1, 10}));
}

TEST(Select, B11_one_case_is_the_plain_operation) {
  EXPECT_TRUE(clean([] {
    const Chan<int> c = make_chan<int>();
    go([=] { check(select({c.on_send(5)}) == 0, "sent"); });
    std::optional<int> got;
    check(select({c.on_recv(got)}) == 0 && got == 5, "received");
  }));
  EXPECT_TRUE(always(
      [] {
        const Chan<int> c = make_chan<int>();
        select({c.on_recv()});
      },
      Kind::deadlock, all_asleep));
}

TEST(Select, B12_a_select_with_default_never_waits_and_meets_a_waiting_partner) {
  const auto body = [] {
    const Chan<int> c = make_chan<int>();
    go([=] { c.try_send(1); });
    return try_select({c.on_recv()});
  };
  // Two that do not wait never meet.
  EXPECT_EQ(outcomes(body), Numbers{default_case});
  EXPECT_EQ(outcomes([] {
              const Chan<int> c = make_chan<int>();
              const Chan<Unit> done = make_chan<Unit>(1);
              go([=] { select({c.on_send(1), done.on_recv()}); });
              const int taken = try_select({c.on_recv()});
              if (taken == default_case) done.send({});
              return taken;
            }),
            (Numbers{default_case, 0}));
}

TEST(Select, B12_try_send_and_try_recv_are_selects_with_default) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> c = make_chan<int>();
              const Chan<int> stop = make_chan<int>(1);
              go([=] { select({c.on_recv(), stop.on_recv()}); });
              const bool sent = c.try_send(1);
              if (!sent) stop.send(1);
              return static_cast<int>(sent);
            }),
            (Numbers{0, 1}));
}

TEST(Select, B13_two_selects_pair_on_exactly_one_case_each) {
  EXPECT_EQ(outcomes([] {
              const Chan<int> a = make_chan<int>();
              const Chan<int> b = make_chan<int>();
              const Chan<int> other = make_chan<int>(1);
              go([=] { other.send(select({a.on_send(1), b.on_recv()})); });
              const int mine = select({a.on_recv(), b.on_send(2)});
              return mine * 10 + *other.recv();
            }),
            (Numbers{0, 11}));
}

}  // namespace
}  // namespace heddle::semantics
