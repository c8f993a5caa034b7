#include <heddle/heddle.h>

#include <limits>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

TEST(RateLimiter, the_bucket_is_full_at_first_and_fills_at_its_rate) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 3});
        check(limiter.allow(2) && limiter.allow() && !limiter.allow(), "three and no more");
        sleep(99ms);
        check(!limiter.allow(), "one comes in 100 ms");
        sleep(1ms);
        check(limiter.allow() && !limiter.allow(), "that one");
        sleep(1h);
        check(limiter.allow(3) && !limiter.allow(), "never more than the burst");
        check(!limiter.allow(4), "never at once");
      },
      every(0)));
}

// Three tokens in a second do not divide evenly: nothing is rounded away.
TEST(RateLimiter, no_part_of_a_token_is_lost) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 3, .per = 1s, .burst = 2});
        check(limiter.allow(2), "full");
        int taken = 0;
        for (int ms = 0; ms < 7000; ++ms) {
          sleep(1ms);
          if (limiter.allow()) ++taken;
        }
        check(taken == 21, "three a second, in 7 seconds");
      },
      sampled(1)));
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 3, .per = 1s, .burst = 3});
        check(limiter.allow(3), "full");
        sleep(Duration(333'333'333));
        check(!limiter.allow(), "a nanosecond is missing");
        sleep(1ns);
        check(limiter.allow(), "now");
        sleep(Duration(666'666'666));
        check(limiter.allow(2), "exactly one second after the start: three in all");
      },
      every(0)));
}

TEST(RateLimiter, reserve_tells_how_long_to_wait) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 2});
        check(limiter.reserve(2).delay() == 0s, "at once");
        const Reservation later = limiter.reserve(1);
        check(later.ok() && later.delay() == 100ms, "one more");
        check(limiter.reserve(2).delay() == 300ms, "behind it");
        sleep(60ms);
        check(later.delay() == 40ms, "from now");
        const Reservation never = limiter.reserve(3);
        check(!never.ok() && never.delay() == Duration::max(), "more than the burst");
      },
      every(0)));
}

TEST(RateLimiter, a_cancelled_reservation_gives_back_what_others_do_not_count_on) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 2});
        check(limiter.allow(2), "empty now");
        const Reservation first = limiter.reserve(2);
        check(first.delay() == 200ms, "in 200 ms");
        first.cancel();
        check(limiter.reserve(1).delay() == 100ms, "as if it had not been");

        const Reservation second = limiter.reserve(2);
        check(second.delay() == 300ms, "behind");
        check(limiter.reserve(1).delay() == 400ms, "counts on the second");
        second.cancel();
        // One of the two is promised to the third.
        check(limiter.reserve(1).delay() == 400ms, "one came back");
      },
      every(0)));
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 1});
        const Reservation used = limiter.reserve();
        sleep(1ms);
        used.cancel();
        check(!limiter.allow(), "the time to act had come: nothing is given back");
      },
      every(0)));
}

TEST(RateLimiter, wait_waits_for_its_turn) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 1});
        const Time start = now();
        for (int i = 0; i < 3; ++i) check(!limiter.wait(background()), "no error");
        check(now() == start + 200ms, "one at once, two at 100 ms each");
      },
      every(0)));
}

TEST(RateLimiter, waiters_are_served_in_the_order_of_their_requests) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 2});
        check(limiter.allow(2), "empty now");
        Chan<int> order = make_chan<int>(2);
        WaitGroup both;
        both.go([&] {
          check(!limiter.wait(background(), 2), "no error");
          order.send(2);
        });
        sleep(1ms);
        both.go([&] {
          check(!limiter.wait(background(), 1), "no error");
          order.send(1);
        });
        both.wait();
        check(order.recv() == 2 && order.recv() == 1, "the small one does not overtake");
      },
      every(0)));
}

TEST(RateLimiter, wait_fails_at_once_when_it_cannot_succeed) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 2});
        check(limiter.wait(background(), 3).text() == "rate: Wait(n=3) exceeds limiter's burst 2",
              "Go's words");
        check(limiter.allow(2), "nothing was taken");

        auto [context, cancel] = with_timeout(background(), 50ms);
        check(limiter.wait(context, 1).text() == "rate: Wait(n=1) would exceed context deadline",
              "Go's words");
        check(now() == Time(), "without waiting");
        check(limiter.reserve(1).delay() == 100ms, "nothing was taken");

        cancel();
        check(limiter.wait(context, 1) == canceled, "the context's error");
      },
      every(0)));
}

TEST(RateLimiter, cancel_ends_the_waiting_and_gives_the_tokens_back) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 1});
        check(limiter.allow(), "empty now");
        auto [context, cancel] = with_cancel(background());
        go([cancel] {
          sleep(10ms);
          cancel();
        });
        check(limiter.wait(context) == canceled, "the context's error");
        check(limiter.reserve().delay() == 90ms, "as if it had not been");
      },
      every(0)));
}

TEST(RateLimiter, many_at_once_never_get_more_than_there_is) {
  const auto body = [] {
    RateLimiter limiter({.tokens = 1, .per = 1s, .burst = 2});
    Atomic<int> allowed;
    WaitGroup all;
    for (int i = 0; i < 3; ++i) {
      all.go([&] {
        if (limiter.allow()) allowed.add(1);
      });
    }
    all.wait();
    return allowed.load();
  };
  EXPECT_EQ(outcomes(body, sampled()), (Numbers{2}));
}

TEST(RateLimiter, without_limit_and_without_rate) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter open({.burst = 0, .unlimited = true});
        check(open.allow(1'000'000) && !open.wait(background(), 7), "always");
        check(open.reserve(5).delay() == 0s, "at once");
        RateLimiter closed({.tokens = 0, .burst = 2});
        check(closed.allow(2), "what it held");
        sleep(1h);
        check(!closed.allow(), "nothing comes in");
        check(!closed.reserve(1).ok(), "ever");
      },
      every(0)));
}

TEST(RateLimiter, numbers_at_the_edge) {
  EXPECT_TRUE(clean(
      [] {
        RateLimiter fast({.tokens = greatest, .per = 1ns, .burst = greatest / 4});
        check(fast.allow(greatest / 4), "full");
        sleep(1ns);
        check(fast.allow(greatest / 4), "full again");
        RateLimiter slow({.tokens = 1, .per = std::chrono::hours(24 * 365 * 100), .burst = 1});
        check(slow.allow(), "full");
        check(slow.reserve().delay() == std::chrono::hours(24 * 365 * 100), "in a hundred years");
        check(!slow.reserve().ok(), "more than can be told");
      },
      every(0)));
}

TEST(RateLimiter, limits_that_make_no_sense_panic) {
  for (const RateLimit& limit :
       {RateLimit{.tokens = -1}, RateLimit{.per = 0s}, RateLimit{.per = -1s},
        RateLimit{.burst = -1}, RateLimit{.per = 1h, .burst = greatest / 1000}}) {
    EXPECT_TRUE(always([&] { RateLimiter limiter(limit); }, Kind::panic,
                       "panic: rate: a limit that makes no sense"));
  }
}

TEST(RateLimiter, a_global_one_is_full_in_each_run) {
  static RateLimiter limiter({.tokens = 1, .per = 1s, .burst = 1});
  EXPECT_TRUE(clean([] { check(limiter.allow(), "nothing from earlier runs"); }, sampled(3)));
}

}  // namespace
}  // namespace heddle::semantics
