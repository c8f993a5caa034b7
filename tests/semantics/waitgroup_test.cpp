// WaitGroup: docs/semantics.md, D.2.

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(WaitGroups, D2_wait_returns_when_the_counter_is_zero) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    wg->wait();  // zero from the start
    auto* ended = make<Atomic<int>>(0);
    wg->add(2);
    for (int i = 0; i < 2; ++i) {
      go([=] {
        ended->add(1);
        wg->done();
      });
    }
    wg->wait();
    check(ended->load() == 2, "both have ended");
  }));
}

TEST(WaitGroups, D2_add_may_be_negative_and_done_is_minus_one) {
  EXPECT_TRUE(clean([] {
    WaitGroup wg;
    wg.add(3);
    wg.add(-2);
    wg.done();
    wg.wait();
  }));
}

TEST(WaitGroups, D2_a_counter_below_zero_panics_and_can_be_recovered) {
  EXPECT_TRUE(always([] { WaitGroup().done(); }, Kind::negative_waitgroup,
                     "panic: sync: negative WaitGroup counter"));
  EXPECT_TRUE(clean([] {
    try {
      WaitGroup().add(-1);
      check(false, "it panics");
    } catch (const Panic& panic) {
      check(panic.message() == "sync: negative WaitGroup counter", "Go's words");
      check(panic.kind() == Kind::negative_waitgroup, "the kind");
    }
  }));
}

TEST(WaitGroups, D2_all_who_wait_are_released_at_zero) {
  EXPECT_EQ(outcomes([] {
              auto* wg = make<WaitGroup>();
              auto* released = make<Atomic<int>>(0);
              auto* waiters = make<WaitGroup>();
              wg->add(1);
              for (int i = 0; i < 2; ++i) {
                waiters->go([=] {
                  wg->wait();
                  released->add(1);
                });
              }
              wg->done();
              waiters->wait();
              return released->load();
            }),
            Numbers{2});
}

TEST(WaitGroups, D2_too_few_dones_deadlock) {
  const Report report = explore(
      [] {
        auto* wg = make<WaitGroup>();
        wg->add(2);
        go([=] { wg->done(); });
        wg->wait();
      },
      every());
  EXPECT_TRUE(shows_only(report, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(report, "sync.WaitGroup.Wait")) << report;
}

TEST(WaitGroups, D2_an_add_from_zero_while_somebody_waits_is_told_in_gos_words) {
  // Go's panic needs luck; here it is found by order (A16).
  const Report report = explore(
      [] {
        auto* wg = make<WaitGroup>();
        go([=] {
          wg->add(1);
          go([=] { wg->done(); });
        });
        wg->wait();
      },
      every());
  EXPECT_TRUE(shows_only(report, Kind::waitgroup_misuse, {}));
  for (const trace::Finding& finding : report.findings()) {
    EXPECT_EQ(finding.message.find("sync: WaitGroup misuse: Add called concurrently with Wait"), 0U)
        << finding.message;
  }
}

TEST(WaitGroups, D2_reuse_before_wait_has_returned_panics) {
  // That nothing orders the second add after the wait is another finding (A16).
  Scenario scenario;
  scenario.detect_races = false;
  scenario.body = [] {
    auto* wg = make<WaitGroup>();
    wg->add(1);
    go([=] { wg->wait(); });
    sleep(1ms);  // it waits
    wg->done();
    wg->add(1);
    wg->done();
  };
  EXPECT_TRUE(sometimes(scenario, Kind::waitgroup_misuse,
                        "panic: sync: WaitGroup is reused before previous Wait has returned",
                        every(0)));
}

TEST(WaitGroups, D2_reuse_after_wait_has_returned_is_fine) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    for (int round = 0; round < 2; ++round) {
      wg->go([] {});
      wg->wait();
    }
  }));
}

TEST(WaitGroups, D2_it_is_not_tied_to_goroutines) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    wg->add(1);
    wg->done();
    wg->wait();
    wg->add(1);
    go([=] {
      go([=] { wg->done(); });  // by another one than was meant
    });
    wg->wait();
  }));
}

TEST(WaitGroups, D2_go_adds_one_and_is_done_when_the_function_has_returned) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    auto* ended = make<Atomic<int>>(0);
    for (int i = 0; i < 2; ++i) {
      wg->go([=] { ended->add(1); });
    }
    wg->wait();
    check(ended->load() == 2, "both have returned");
  }));
}

}  // namespace
}  // namespace heddle::semantics
