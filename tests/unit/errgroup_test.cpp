#include <heddle/heddle.h>

#include <string>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

TEST(ErrGroup, wait_waits_for_all_of_them) {
  EXPECT_TRUE(clean([] {
    ErrGroup group;
    Var<int> one(0);
    Var<int> two(0);
    group.go([&] {
      one.write(1);
      return Error();
    });
    group.go("second", [&] {
      two.write(1);
      return Error();
    });
    check(!group.wait(), "no error");
    check(one.read() + two.read() == 2, "both have ended, and are ordered before");
  }));
}

TEST(ErrGroup, the_first_error_is_the_groups) {
  const auto body = [] {
    ErrGroup group;
    for (const char* text : {"one", "two"}) {
      group.go([=] { return new_error(text); });
    }
    group.go([] { return Error(); });
    const Error err = group.wait();
    check(group.wait() == err, "for ever");
    return std::string(err.text());
  };
  EXPECT_EQ(outcomes(body, sampled()), (Words{"one", "two"}));
}

TEST(ErrGroup, a_group_without_a_context) {
  EXPECT_TRUE(clean([] {
    ErrGroup group;
    check(group.context() == background(), "never cancelled");
  }));
}

TEST(ErrGroup, the_first_error_closes_the_context_with_its_cause) {
  EXPECT_TRUE(clean([] {
    const Error broken = new_error("broken");
    ErrGroup group(background());
    const Context context = group.context();
    group.go([=] {
      context.done().recv();
      check(context.err() == canceled && context.cause() == broken, "told why");
      return context.err();
    });
    group.go([=] { return broken; });
    check(group.wait() == broken, "not the error that followed from it");
  }));
}

TEST(ErrGroup, wait_closes_the_context) {
  EXPECT_TRUE(clean([] {
    ErrGroup group(background());
    group.go([] { return Error(); });
    check(!group.context().err(), "open");
    check(!group.wait(), "no error");
    check(group.context().err() == canceled && group.context().cause() == canceled, "closed");
  }));
}

TEST(ErrGroup, the_parent_closes_the_groups_context) {
  EXPECT_TRUE(clean([] {
    auto [parent, cancel] = with_cancel(background());
    ErrGroup group(parent);
    group.go([context = group.context()] {
      context.done().recv();
      return context.err();
    });
    cancel();
    check(group.wait() == canceled, "the parent's");
  }));
}

TEST(ErrGroup, no_more_than_its_limit) {
  EXPECT_TRUE(clean(
      [] {
        ErrGroup group;
        group.set_limit(2);
        Atomic<int> inside;
        for (int i = 0; i < 4; ++i) {
          group.go([&] {
            check(inside.add(1) <= 2, "two at most");
            yield();
            inside.add(-1);
            return Error();
          });
        }
        check(!group.wait(), "no error");
      },
      sampled()));
}

TEST(ErrGroup, try_go_does_not_wait) {
  EXPECT_TRUE(clean([] {
    ErrGroup group;
    group.set_limit(1);
    Chan<int> release = make_chan<int>();
    check(group.try_go([&] {
      release.recv();
      return Error();
    }),
          "room for one");
    check(!group.try_go([] { return new_error("must not run"); }), "and no more");
    release.send(1);
    check(!group.wait(), "no error");
    check(group.try_go([] { return Error(); }), "room again");
    check(!group.wait(), "no error");
  }));
}

TEST(ErrGroup, a_limit_of_zero_lets_nobody_start) {
  EXPECT_TRUE(clean([] {
    ErrGroup group;
    group.set_limit(0);
    check(!group.try_go([] { return Error(); }), "none");
    group.set_limit(-1);
    check(group.try_go([] { return Error(); }), "no limit");
    check(!group.wait(), "no error");
  }));
  EXPECT_TRUE(always(
      [] {
        ErrGroup group;
        group.set_limit(0);
        group.go([] { return Error(); });
      },
      Kind::deadlock, all_asleep));
}

TEST(ErrGroup, changing_the_limit_of_a_running_group_panics) {
  EXPECT_TRUE(always(
      [] {
        ErrGroup group;
        group.set_limit(2);
        group.go([] {
          make_chan<int>().recv();
          return Error();
        });
        group.set_limit(3);
      },
      Kind::panic,
      "panic: errgroup: modify limit while 1 goroutines in the group are still active"));
}

TEST(ErrGroup, a_goroutine_that_never_ends_blocks_wait) {
  const Report report = explore(
      [] {
        ErrGroup group;
        group.go([] {
          make_chan<int>().recv();
          return Error();
        });
        (void)group.wait();
      },
      every());
  ASSERT_TRUE(report.found(Kind::deadlock)) << report;
  EXPECT_TRUE(shows_state(report, "sync.WaitGroup.Wait")) << report;
  for (const trace::Involved& stuck : report.findings()[0].goroutines) {
    EXPECT_TRUE(stuck.site.file.ends_with("errgroup_test.cpp")) << stuck.site.file;
  }
}

TEST(ErrGroup, goexit_leaves_the_group) {
  EXPECT_TRUE(clean([] {
    ErrGroup group;
    group.set_limit(1);
    group.go([]() -> Error { goexit(); });
    group.go([] { return Error(); });
    check(!group.wait(), "no error");
  }));
}

TEST(ErrGroup, a_panic_is_a_finding) {
  EXPECT_TRUE(always(
      [] {
        ErrGroup group;
        group.go([]() -> Error { panic("broken"); });
        (void)group.wait();
      },
      Kind::panic, "panic: broken"));
}

// Nobody waits: the goroutines outlive the group's scope.
TEST(ErrGroup, its_goroutines_may_outlive_it) {
  EXPECT_TRUE(clean([] {
    Chan<int> seen = make_chan<int>(1);
    [&] {
      ErrGroup group(background());
      group.set_limit(1);
      group.go([=] {
        seen.send(1);
        return new_error("late");
      });
    }();
    seen.recv();
  }));
}

TEST(ErrGroup, a_global_one_starts_fresh_in_each_run) {
  static ErrGroup group;
  EXPECT_TRUE(clean(
      [] {
        group.go([] { return Error(); });
        check(!group.wait(), "nothing from earlier runs");
        group.go([] { return new_error("of this run"); });
        check(!!group.wait(), "an error");
      },
      sampled(20)));
}

}  // namespace
}  // namespace heddle::semantics
