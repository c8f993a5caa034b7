#include <heddle/heddle.h>

#include <string>
#include <utility>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

TEST(SingleFlight, one_call_alone) {
  EXPECT_TRUE(clean([] {
    SingleFlight<int> flights;
    const FlightResult<int> plain = flights.call("key", [] { return 7; });
    check(plain.value == 7 && !plain.error && !plain.shared, "its value");
    const Error broken = new_error("broken");
    const FlightResult<int> failed = flights.call("key", [=] { return std::pair(8, broken); });
    check(failed.value == 8 && failed.error == broken && !failed.shared, "a new call, its error");
  }));
}

TEST(SingleFlight, calls_at_the_same_time_are_one) {
  const auto body = [] {
    SingleFlight<int> flights;
    Atomic<int> runs;
    int shared = 0;
    WaitGroup both;
    for (int i = 0; i < 2; ++i) {
      both.go([&] {
        const FlightResult<int> result = flights.call("key", [&] { return runs.add(1); });
        if (result.shared) ++shared;
        check(result.value >= 1, "a value");
      });
    }
    both.wait();
    check(shared == (runs.load() == 1 ? 2 : 0), "all who share are told, also the first");
    return runs.load();
  };
  EXPECT_EQ(outcomes(body, sampled()), (Numbers{1, 2}));
}

TEST(SingleFlight, other_keys_are_other_calls) {
  EXPECT_TRUE(clean([] {
    SingleFlight<int> flights;
    const FlightResult<int> outer =
        flights.call("a", [&] { return flights.call("b", [] { return 2; }).value + 1; });
    check(outer.value == 3, "no waiting for each other");
  }));
  EXPECT_TRUE(always(
      [] {
        SingleFlight<int> flights;
        flights.call("a", [&] { return flights.call("a", [] { return 1; }).value; });
      },
      Kind::deadlock, all_asleep));
}

TEST(SingleFlight, what_the_function_did_is_known_to_all_callers) {
  EXPECT_TRUE(ordered(
      [] {
        SingleFlight<Var<int>*> flights;
        WaitGroup both;
        for (int i = 0; i < 2; ++i) {
          both.go([&] {
            const auto result = flights.call("key", [] {
              auto* fresh = make<Var<int>>(0);
              fresh->write(1);
              return fresh;
            });
            check(result.value->read() == 1, "written before");
          });
        }
        both.wait();
      },
      sampled()));
}

TEST(SingleFlight, a_panic_goes_to_every_caller) {
  EXPECT_TRUE(clean(
      [] {
        SingleFlight<int> flights;
        Atomic<int> panics;
        WaitGroup both;
        for (int i = 0; i < 2; ++i) {
          both.go([&] {
            try {
              flights.call("key", []() -> int { panic("broken"); });
            } catch (const Panic& caught) {
              check(caught.message() == "broken", "the same");
              panics.add(1);
            }
          });
        }
        both.wait();
        check(panics.load() == 2, "both");
        check(flights.call("key", [] { return 1; }).value == 1, "usable afterwards");
      },
      sampled()));
}

TEST(SingleFlight, goexit_takes_every_caller_along) {
  EXPECT_TRUE(clean(
      [] {
        SingleFlight<int> flights;
        Atomic<int> returned;
        WaitGroup both;
        for (int i = 0; i < 2; ++i) {
          both.go([&] {
            flights.call("key", []() -> int { goexit(); });
            returned.add(1);
          });
        }
        both.wait();
        check(returned.load() == 0, "nobody comes back");
      },
      sampled()));
}

TEST(SingleFlight, results_through_channels) {
  const auto body = [] {
    SingleFlight<int> flights;
    Atomic<int> runs;
    const auto work = [&] { return runs.add(1); };
    const RecvChan<FlightResult<int>> one = flights.call_chan("key", work);
    const RecvChan<FlightResult<int>> two = flights.call_chan("key", work);
    const FlightResult<int> first = *one.recv();
    const FlightResult<int> second = *two.recv();
    check(first.shared == second.shared, "both know");
    check(first.shared == (runs.load() == 1), "one call or two");
    check(second.value == runs.load(), "its value");
    return runs.load();
  };
  EXPECT_EQ(outcomes(body, sampled()), (Numbers{1, 2}));
}

TEST(SingleFlight, a_call_joins_one_that_was_started_for_a_channel) {
  EXPECT_TRUE(clean([] {
    SingleFlight<std::string> flights;
    Chan<Unit> release = make_chan<Unit>();
    const auto slow = [=] {
      release.recv();
      return std::string("a value longer than any small string buffer");
    };
    const auto chan = flights.call_chan("key", slow);
    go([=] { release.send({}); });
    const auto joined = flights.call("key", [] { return std::string("second"); });
    const auto sent = chan.recv();
    check(sent->shared == (joined.value == sent->value), "shared if joined");
  }));
}

TEST(SingleFlight, a_panic_with_callers_on_channels_is_not_lost) {
  EXPECT_TRUE(always(
      [] {
        SingleFlight<int> flights;
        flights.call_chan("key", []() -> int { panic("broken"); }).recv();
      },
      Kind::panic, "panic: broken"));
}

TEST(SingleFlight, forget_starts_anew) {
  EXPECT_TRUE(clean([] {
    SingleFlight<int> flights;
    Chan<Unit> release = make_chan<Unit>();
    const auto first = flights.call_chan("key", [=] {
      release.recv();
      return 1;
    });
    flights.forget("key");
    flights.forget("no such key");
    check(flights.call("key", [] { return 2; }).value == 2, "not waiting for the first");
    release.send({});
    check(first.recv()->value == 1, "which ends as it would have");
  }));
}

TEST(SingleFlight, its_goroutines_may_outlive_it) {
  EXPECT_TRUE(clean([] {
    RecvChan<FlightResult<int>> chan;
    [&] {
      SingleFlight<int> flights;
      chan = flights.call_chan("key", [] { return 1; });
    }();
    check(chan.recv()->value == 1, "the result comes all the same");
  }));
}

TEST(SingleFlight, a_global_one_starts_fresh_in_each_run) {
  static SingleFlight<int> flights;
  const auto body = [] {
    check(!flights.call("key", [] { return 1; }).shared, "nothing from earlier runs");
    flights.call_chan("key", [] {
      check(false, "the run ends before this call has ended");
      return 1;
    });
  };
  EXPECT_TRUE(always(body, Kind::check_failed));
  EXPECT_TRUE(always(body, Kind::check_failed));
}

}  // namespace
}  // namespace heddle::semantics
