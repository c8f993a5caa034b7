// Runs that end in the middle of things: nothing of them may be left for the next run, also where
// a primitive is a global.

#include <heddle/heddle.h>

#include <string>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

struct Everything {
  Semaphore semaphore{2};
  ErrGroup group;
  SingleFlight<std::string> flights;
  RateLimiter limiter{{.tokens = 10, .per = 1s, .burst = 1}};
  Map<std::string, std::string> map;
  Pool<std::string> pool{[] { return make<std::string>("fresh"); }};
  AtomicValue<std::string> value;
};

// Uses all of it from several goroutines, and fails at any of many places.
void use(Everything& all) {
  check(!all.map.load("key") && !all.value.load(), "nothing of an earlier run");
  check(all.semaphore.try_acquire(2), "nothing of an earlier run");
  all.semaphore.release(2);
  auto [context, cancel] = with_timeout(background(), 1s);
  const Chan<Signal> signals = make_chan<Signal>(1);
  notify(signals, Signal::interrupt);
  all.group.set_limit(2);
  for (int i = 0; i < 3; ++i) {
    all.group.go([&all, context] {
      if (const Error err = all.semaphore.acquire(context)) return err;
      const auto loaded =
          all.flights.call("a key longer than any small string buffer", [&all, context] {
            (void)all.limiter.wait(context);
            return *all.pool.get();
          });
      all.map.store("key", loaded.value);
      all.value.store(loaded.value);
      all.semaphore.release();
      heddle::raise(Signal::interrupt);
      return Error();
    });
  }
  after_func(context, [&all] { all.map.clear(); });
  const std::uint64_t patience = choose(20);
  for (std::uint64_t i = 0; i < patience; ++i) yield();
  check(patience < 10, "some runs end here");
  cancel();
  (void)all.group.wait();
  // What comes after this goroutine's error is not waited for.
  check(patience < 5, "some runs end here");
}

TEST(Abandoned, locals) {
  EXPECT_TRUE(sometimes(
      [] {
        Everything all;
        use(all);
        while (num_goroutine() > 1) yield();
      },
      Kind::check_failed, "check failed: some runs end here", sampled(400)));
}

TEST(Abandoned, globals) {
  static Everything all;
  EXPECT_TRUE(sometimes([] { use(all); }, Kind::check_failed, "check failed: some runs end here",
                        sampled(400)));
}

}  // namespace
}  // namespace heddle::semantics
