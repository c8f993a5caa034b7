// What docs/semantics.md says of the companions and is seen in steps.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <cstdint>
#include <string>

#include "recorded_runs.h"

namespace heddle {
namespace {

using namespace std::chrono_literals;

std::uint32_t count(const RecordedRun& seen, trace::OpKind kind, std::uint32_t goroutine) {
  std::uint32_t events = 0;
  for (const trace::Event& event : seen.trace.events) {
    events += event.kind == kind && event.goroutine == goroutine ? 1 : 0;
  }
  return events;
}

TEST(Companions, a_deadline_closes_its_tree_in_one_firing) {
  record_runs(
      [] {
        const auto [parent, cancel] = with_timeout(background(), 10ms);
        const Context child = with_cancel(parent).context;
        const Context grandchild = with_cancel(child).context;
        grandchild.done().recv();
        check(parent.err() == deadline_exceeded && child.err() == deadline_exceeded, "all closed");
      },
      "random", 20,
      [](const RecordedRun& seen) {
        EXPECT_TRUE(seen.execution.findings.empty());
        EXPECT_EQ(count(seen, trace::OpKind::timer_fire, 0), 1U);
        // All three by the clock, with nothing between them.
        EXPECT_EQ(count(seen, trace::OpKind::ctx_cancel, 0), 3U);
        std::uint32_t in_a_row = 0;
        for (const trace::Event& event : seen.trace.events) {
          if (event.kind == trace::OpKind::ctx_cancel) {
            ++in_a_row;
          } else if (in_a_row != 0) {
            EXPECT_EQ(in_a_row, 3U);
            in_a_row = 0;
          }
        }
      });
}

TEST(Companions, a_cancel_visits_closed_children_in_steps_without_effect) {
  record_runs(
      [] {
        const auto [parent, cancel_parent] = with_cancel(background());
        const auto [child, cancel_child] = with_cancel(parent);
        cancel_child();
        cancel_parent();
      },
      "random", 1,
      [](const RecordedRun& seen) {
        std::string closed;
        for (const trace::Event& event : seen.trace.events) {
          if (event.kind == trace::OpKind::ctx_cancel) closed += event.value_a != 0 ? '1' : '0';
        }
        EXPECT_EQ(closed, "110") << "the child; the parent, and the child again";
      });
}

TEST(Companions, raise_delivers_before_it_returns) {
  for (const char* strategy : every_strategy) {
    record_runs(
        [] {
          const Chan<Signal> chan = make_chan<Signal>(1);
          notify(chan, {Signal::terminate});
          const NotifyContext context = notify_context(background(), {Signal::terminate});
          go([] { yield(); });
          check(raise(Signal::terminate) == 2, "both took it");
          check(chan.try_recv().happened, "it is in the channel");
          check(context.context.err() == canceled, "the context is cancelled");
        },
        strategy, 50,
        [](const RecordedRun& seen) { EXPECT_TRUE(seen.execution.findings.empty()); });
  }
}

TEST(Companions, notify_context_has_no_watcher) {
  const Report report = explore([] {
    const NotifyContext context = notify_context(background(), {Signal::interrupt});
    check(num_goroutine() == 1, "main is alone");
    context.stop();
  });
  EXPECT_TRUE(report.findings().empty()) << report;
}

TEST(Companions, a_reservation_with_no_rate_left_is_not_ok) {
  const Report report = explore([] {
    RateLimiter limiter({.tokens = 0, .burst = 1});
    check(limiter.reserve().ok(), "the bucket is full at first");
    check(!limiter.reserve().ok(), "and never fills again");
  });
  EXPECT_TRUE(report.findings().empty()) << report;
}

}  // namespace
}  // namespace heddle
