// Once, OnceFunc, OnceValue: docs/semantics.md, D.1.

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(Once, D1_runs_once_and_makes_concurrent_callers_wait) {
  EXPECT_TRUE(clean([] {
    auto* once = make<Once>();
    auto* calls = make<Atomic<int>>(0);
    auto* done = make<Atomic<bool>>(false);
    const auto use = [=] {
      once->run_once([=] {
        calls->add(1);
        yield();
        done->store(true);
      });
      check(done->load() && calls->load() == 1, "the function has returned, once");
    };
    go(use);
    use();
  }));
}

TEST(Once, D1_a_nested_call_on_the_same_once_deadlocks) {
  const Report report = explore(
      [] {
        Once once;
        once.run_once([&] { once.run_once([] {}); });
      },
      every());
  EXPECT_TRUE(shows_only(report, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(report, "sync.Once.Do")) << report;
}

TEST(Once, D1_a_panic_counts_as_done) {
  EXPECT_TRUE(clean([] {
    auto* once = make<Once>();
    try {
      once->run_once([] { panic("first"); });
      check(false, "the panic passes through");
    } catch (const Panic& panic) {
      check(panic.message() == "first", "the panic passes through");
    }
    once->run_once([] { check(false, "a second time"); });
  }));
}

TEST(Once, D1_a_goexit_counts_as_done) {
  EXPECT_TRUE(clean([] {
    auto* once = make<Once>();
    auto* wg = make<WaitGroup>();
    wg->go([=] { once->run_once([] { goexit(); }); });
    wg->wait();
    once->run_once([] { check(false, "a second time"); });
  }));
}

TEST(Once, D1_once_func_panics_again_at_every_call) {
  EXPECT_TRUE(clean([] {
    auto* calls = make<Atomic<int>>(0);
    const OnceFunc fails([=] {
      calls->add(1);
      panic("no luck");
    });
    for (int i = 0; i < 3; ++i) {
      try {
        fails();
        check(false, "it panics");
      } catch (const Panic& panic) {
        check(panic.message() == "no luck", "with the same value");
      }
    }
    check(calls->load() == 1, "the function ran once");
  }));
}

TEST(Once, D1_once_value_panics_again_and_else_returns_the_one_value) {
  EXPECT_TRUE(clean([] {
    auto* calls = make<Atomic<int>>(0);
    const OnceValue number([=] { return calls->add(1) * 42; });
    check(number() == 42 && number() == 42, "one value");
    const OnceValue fails([]() -> int { panic("no value"); });
    for (int i = 0; i < 2; ++i) {
      try {
        fails();
        check(false, "it panics");
      } catch (const Panic& panic) {
        check(panic.message() == "no value", "with the same value");
      }
    }
  }));
}

}  // namespace
}  // namespace heddle::semantics
