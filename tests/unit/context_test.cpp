// What a context is and how it is cancelled: docs/semantics.md, E.1 to E.3, E.5 to E.7, E.9.

#include <heddle/heddle.h>

#include <string>
#include <utility>

#include "search/execute.h"
#include "semantics/run_test.h"
#include "strategy/factory.h"

namespace heddle::semantics {
namespace {

inline constexpr ContextKey<int> number_key;
inline constexpr ContextKey<int> other_number_key;
inline constexpr ContextKey<std::string> name_key;

bool is_closed(const Context& context) { return context.done().try_recv().happened; }

TEST(Context, E1_background_is_never_cancelled) {
  EXPECT_TRUE(clean([] {
    for (const Context& context : {background(), todo(), Context{}}) {
      check(context.done().is_nil(), "done is the nil channel");
      check(!context.err(), "no error");
      check(!context.cause(), "no cause");
      check(!context.deadline(), "no deadline");
      check(context.value(number_key) == nullptr, "no values");
    }
  }));
  EXPECT_TRUE(always([] { background().done().recv(); }, Kind::deadlock, all_asleep));
}

TEST(Context, E2_cancel_closes_done) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_cancel(background());
    check(!is_closed(context) && !context.err(), "open at first");
    go([cancel] { cancel(); });
    check(!context.done().recv(), "closed, no value");
    check(context.err() == canceled, "err");
    check(context.err().text() == "context canceled", "Go's words");
  }));
}

TEST(Context, E2_cancelling_the_parent_closes_the_child_but_not_the_other_way_round) {
  EXPECT_TRUE(clean([] {
    auto [parent, cancel_parent] = with_cancel(background());
    auto [child, cancel_child] = with_cancel(parent);
    auto [sibling, cancel_sibling] = with_cancel(parent);
    cancel_child();
    check(child.err() == canceled, "child is closed");
    check(!parent.err() && !sibling.err(), "parent and sibling are not");
    cancel_parent();
    check(parent.err() == canceled && sibling.err() == canceled, "now they are");
  }));
}

TEST(Context, E2_a_grandchild_behind_values_is_closed_too) {
  EXPECT_TRUE(clean([] {
    auto [parent, cancel] = with_cancel(background());
    const Context valued = with_value(parent, number_key, 1);
    auto [child, cancel_child] = with_cancel(valued);
    auto [grandchild, cancel_grandchild] = with_cancel(child);
    cancel();
    check(valued.err() == canceled, "a context with a value is its parent");
    check(is_closed(grandchild), "all the way down");
    Defer first(cancel_child);
    Defer second(cancel_grandchild);
  }));
}

TEST(Context, E2_the_first_cause_wins) {
  const auto body = [] {
    const Error one = new_error("one");
    const Error two = new_error("two");
    auto [context, cancel] = with_cancel_cause(background());
    WaitGroup done;
    done.go([&, cancel] { cancel(one); });
    done.go([&, cancel] { cancel(two); });
    done.wait();
    const Error cause = context.cause();
    cancel(new_error("three"));
    check(context.cause() == cause, "later cancels do nothing");
    check(context.err() == canceled, "err never tells the cause");
    return std::string(cause.text());
  };
  EXPECT_EQ(outcomes(body), (Words{"one", "two"}));
}

TEST(Context, E2_cancel_waits_for_nobody) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_cancel(background());
    Mutex busy;
    busy.lock();
    go([&, context] {
      context.done().recv();
      const Lock hold(busy);
    });
    cancel();
    check(context.err() == canceled, "although somebody who heard of it is stuck");
    busy.unlock();
  }));
}

// Other goroutines can be between the parent's closing and the child's.
TEST(Context, E3_the_parent_is_closed_first_each_context_in_a_step_of_its_own) {
  const auto body = [] {
    auto [parent, cancel] = with_cancel(background());
    const Context child = with_cancel(parent).context;
    const Context second = with_cancel(parent).context;
    go([cancel] { cancel(); });
    // Looked at from the last to the first, so a closed one follows from those behind it.
    std::string seen;
    seen += second.err() ? 'x' : '-';
    seen += child.err() ? 'x' : '-';
    seen += parent.err() ? 'x' : '-';
    return seen;
  };
  EXPECT_EQ(outcomes(body), (Words{"---", "--x", "-xx", "xxx"}));
}

TEST(Context, E3_children_are_closed_in_the_order_of_their_creation_grandchildren_between) {
  const auto body = [] {
    auto [parent, cancel] = with_cancel(background());
    const Context first = with_cancel(parent).context;
    const Context second = with_cancel(parent).context;
    const Context below_first = with_cancel(first).context;
    go([cancel] { cancel(); });
    std::string seen;
    seen += second.err() ? 'x' : '-';
    seen += below_first.err() ? 'x' : '-';
    seen += first.err() ? 'x' : '-';
    return seen;
  };
  EXPECT_EQ(outcomes(body), (Words{"---", "--x", "-xx", "xxx"}));
}

TEST(Context, E3_an_error_means_that_done_is_closed) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_cancel(background());
    go([cancel] { cancel(); });
    if (context.err()) check(is_closed(context), "closed");
  }));
}

TEST(Context, E3_a_child_of_a_closed_parent_is_closed_at_once) {
  EXPECT_TRUE(clean([] {
    const Error reason = new_error("reason");
    auto [parent, cancel] = with_cancel_cause(background());
    cancel(reason);
    auto [child, cancel_child] = with_cancel(parent);
    check(is_closed(child) && child.err() == canceled, "closed");
    check(child.cause() == reason, "with the parent's cause");
    auto [timed, cancel_timed] = with_timeout(parent, 0s);
    check(timed.err() == canceled, "the parent was first");
    cancel_child();
    cancel_timed();
  }));
}

// However deriving and cancelling interleave, the child ends up closed.
TEST(Context, E3_deriving_while_the_parent_is_cancelled) {
  EXPECT_TRUE(clean([] {
    auto [parent, cancel] = with_cancel(background());
    go([cancel] { cancel(); });
    const Context child = with_cancel(parent).context;
    const Context grandchild = with_cancel(child).context;
    grandchild.done().recv();
    check(child.err() == canceled && parent.err() == canceled, "all are closed");
  }));
}

TEST(Context, E5_done_err_and_cause_are_stable) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_timeout(background(), 10ms);
    const RecvChan<Unit> done = context.done();
    cancel();
    sleep(20ms);
    check(context.done() == done, "the same channel");
    check(context.err() == canceled && context.cause() == canceled, "the deadline changes nothing");
  }));
}

TEST(Context, E6_cause) {
  EXPECT_TRUE(clean([] {
    const Error one = new_error("one");
    const Error two = new_error("two");
    auto [nil_cause, cancel_nil] = with_cancel_cause(background());
    check(!nil_cause.cause(), "nil while open");
    cancel_nil(nullptr);
    check(nil_cause.cause() == canceled, "nil means canceled");

    auto [plain, cancel_plain] = with_cancel(background());
    cancel_plain();
    check(plain.cause() == canceled, "the same as err");

    auto [parent, cancel_parent] = with_cancel_cause(background());
    auto [child, cancel_child] = with_cancel_cause(parent);
    cancel_parent(one);
    cancel_child(two);
    check(parent.cause() == one && child.cause() == one, "parent first: both have its cause");

    auto [parent2, cancel_parent2] = with_cancel_cause(background());
    auto [child2, cancel_child2] = with_cancel_cause(parent2);
    cancel_child2(two);
    cancel_parent2(one);
    check(parent2.cause() == one && child2.cause() == two, "child first: each its own");
    check(with_value(child2, number_key, 1).cause() == two, "seen through values");
  }));
}

TEST(Context, E7_without_cancel_keeps_the_values_only) {
  EXPECT_TRUE(clean([] {
    auto [parent, cancel] = with_timeout(background(), 10ms);
    const Context valued = with_value(parent, number_key, 7);
    const Context free = without_cancel(valued);
    auto [child, cancel_child] = with_cancel(free);
    cancel();
    check(free.done().is_nil() && !free.err() && !free.cause() && !free.deadline(), "free");
    check(*free.value(number_key) == 7, "values pass through");
    check(!child.err(), "what hangs below is free as well");
    cancel_child();
    check(child.err() == canceled, "and can be cancelled");
  }));
}

TEST(Context, E9_the_nearest_value_of_a_key) {
  EXPECT_TRUE(clean([] {
    const Context one = with_value(background(), number_key, 1);
    const Context named = with_value(one, name_key, "a name longer than any small string buffer");
    const Context two = with_value(named, number_key, 2);
    check(*one.value(number_key) == 1 && *named.value(number_key) == 1, "inherited");
    check(*two.value(number_key) == 2, "the nearest");
    check(*two.value(name_key) == "a name longer than any small string buffer", "by key");
    check(two.value(other_number_key) == nullptr, "equal type, another key");
    check(background().value(number_key) == nullptr, "parents are untouched");
  }));
}

TEST(Context, cancel_is_deferred_with_the_place_of_the_defer) {
  std::uint32_t told = 0;
  std::uint32_t expected = 0;
  const auto body = [&] {
    Context kept;
    {
      auto [context, cancel] = with_cancel(background());
      kept = context;
      Defer stop(cancel);
      check(!kept.err(), "not yet");
    }
    check(kept.err() == canceled, "at the end of the scope");
    expected = __LINE__ + 1;
    Defer tell([&](Here at) { told = at.line; });
  };
  EXPECT_TRUE(clean(body));
  EXPECT_EQ(told, expected);
}

// One run in the default order, recorded.
trace::Trace traced(const std::function<void()>& body) {
  search::Target target;
  target.program = engine::program_of(body);
  search::Record record(target.program);
  std::string error;
  const auto strategy = strategy::make_strategy("round-robin", -1, error);
  EXPECT_NE(strategy, nullptr) << error;
  engine::Run run;
  const search::Execution execution = search::execute(run, target, *strategy, {}, record);
  EXPECT_TRUE(execution.findings.empty());
  return search::make_trace(target, {}, record, execution);
}

// Who closed which context, and how many events it follows from: "G2 closes context 1 (0)".
std::string closings(const trace::Trace& trace) {
  std::string text;
  for (const trace::Event& event : trace.events) {
    if (event.kind != trace::OpKind::ctx_cancel || event.value_a == 0) continue;
    text += trace::label(trace, event.goroutine) + " closes " +
            trace::object_name(trace, event.object) + " (" + std::to_string(event.edge_count) +
            ")\n";
  }
  return text;
}

TEST(Context, E3_in_a_trace_each_context_is_closed_by_an_event_of_its_own) {
  const trace::Trace trace = traced([] {
    auto [parent, cancel] = with_cancel(background());
    auto [child, cancel_child] = with_cancel(parent);
    const Context below = with_cancel(child).context;
    const Context sibling = with_cancel(parent).context;
    check(!below.err(), "open");
    cancel_child();
    cancel();
    sibling.done().recv();
  });
  EXPECT_EQ(closings(trace),
            "G1 closes context 2 (0)\n"
            "G1 closes context 3 (0)\n"
            "G1 closes context 1 (0)\n"
            "G1 closes context 4 (0)\n");
}

TEST(Context, A21_in_a_trace_the_clock_closes_after_the_arming_and_before_who_sees_it) {
  const trace::Trace trace = traced([] {
    auto [parent, cancel] = with_timeout(background(), 10ms);
    const Context child = with_cancel(parent).context;
    child.done().recv();
  });
  EXPECT_EQ(closings(trace), "clock closes context 1 (1)\nclock closes context 3 (1)\n");
  const trace::Event* closing = nullptr;
  bool seen = false;
  for (const trace::Event& event : trace.events) {
    if (event.kind == trace::OpKind::ctx_cancel) closing = &event;
    if (event.kind != trace::OpKind::chan_recv || event.waits) continue;
    ASSERT_NE(closing, nullptr);
    for (std::uint32_t i = 0; i < event.edge_count; ++i) {
      if (trace.edges[event.edges + i] == closing->number) seen = true;
    }
  }
  EXPECT_TRUE(seen);
}

TEST(Context, a_default_cancel_does_nothing) {
  EXPECT_TRUE(clean([] {
    CancelFunc{}();
    CancelCauseFunc{}(canceled);
    check(!StopFunc{}(), "nothing to stop");
  }));
}

TEST(Context, a_leaked_goroutine_waits_for_the_context_where_it_was_made) {
  const Report report = explore(
      [] {
        const Context context = with_cancel(background()).context;
        go([=] { context.done().recv(); });
      },
      every());
  ASSERT_TRUE(report.found(Kind::leak)) << report;
  const trace::Involved& leaked = report.findings()[0].goroutines.at(0);
  EXPECT_EQ(leaked.state, "chan receive");
  EXPECT_TRUE(leaked.waits_for.starts_with("context ")) << leaked.waits_for;
}

TEST(Context, sampled_trees_of_contexts_close_whatever_the_order) {
  EXPECT_TRUE(clean(
      [] {
        auto [root, cancel] = with_cancel(background());
        WaitGroup closed;
        for (int i = 0; i < 4; ++i) {
          closed.go([&, root] {
            auto [child, cancel_child] = with_timeout(root, 5ms);
            const Context below = with_cancel(child).context;
            go([cancel_child] { cancel_child(); });
            below.done().recv();
            check(child.err() == below.err(), "closed by the same");
          });
        }
        go([cancel] { cancel(); });
        closed.wait();
      },
      sampled()));
}

// A chain far deeper than a goroutine's stack could recurse.
TEST(Context, a_long_chain_is_cancelled_to_its_end) {
  EXPECT_TRUE(clean(
      [] {
        auto [root, cancel] = with_cancel(background());
        Context last = root;
        for (int i = 0; i < 10'000; ++i) last = with_cancel(last).context;
        cancel();
        check(last.err() == canceled, "closed");
      },
      sampled(2)));
}

}  // namespace
}  // namespace heddle::semantics
