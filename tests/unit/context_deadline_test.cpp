// Deadlines of contexts and what after_func starts: docs/semantics.md, E.4, E.6, E.8.

#include <heddle/heddle.h>

#include <string>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

TEST(ContextDeadline, E4_a_timeout_closes_the_context) {
  EXPECT_TRUE(clean([] {
    const Time start = now();
    auto [context, cancel] = with_timeout(background(), 10ms);
    Defer stop(cancel);
    check(context.deadline() == start + 10ms, "the deadline can be asked for");
    context.done().recv();
    check(context.err() == deadline_exceeded, "err");
    check(context.err().text() == "context deadline exceeded", "Go's words");
    check(now() >= start + 10ms, "not before its time");
  }));
}

TEST(ContextDeadline, E4_a_parents_earlier_deadline_takes_the_place_of_a_later_one) {
  EXPECT_TRUE(clean([] {
    const Time start = now();
    auto [parent, cancel_parent] = with_deadline(background(), start + 10ms);
    auto [by_time, cancel_time] = with_deadline(parent, start + 20ms);
    auto [by_duration, cancel_duration] = with_timeout(parent, 20ms);
    check(by_time.deadline() == start + 10ms, "the parent's");
    check(by_duration.deadline() == start + 10ms, "the parent's");
    by_time.done().recv();
    by_duration.done().recv();
    check(by_time.err() == deadline_exceeded && now() < start + 20ms, "with the parent");
    cancel_parent();
    cancel_time();
    cancel_duration();
  }));
}

TEST(ContextDeadline, E4_an_earlier_deadline_of_the_child_is_its_own) {
  EXPECT_TRUE(clean(
      [] {
        const Time start = now();
        auto [parent, cancel_parent] = with_deadline(background(), start + 20ms);
        auto [child, cancel_child] = with_deadline(parent, start + 10ms);
        auto [grandchild, cancel_grandchild] = with_cancel(child);
        check(child.deadline() == start + 10ms && grandchild.deadline() == start + 10ms,
              "inherited");
        grandchild.done().recv();
        check(child.err() == deadline_exceeded, "closed with its children");
        check(!parent.err(), "the parent is not");
        cancel_parent();
        check(parent.err() == canceled && child.err() == deadline_exceeded, "each its own");
        cancel_child();
        cancel_grandchild();
      },
      every(0)));
}

TEST(ContextDeadline, E4_a_deadline_that_has_passed_closes_at_once) {
  EXPECT_TRUE(clean([] {
    sleep(10ms);
    for (const WithCancel& made :
         {with_timeout(background(), 0s), with_timeout(background(), -5ms),
          with_deadline(background(), now()), with_deadline(background(), Time())}) {
      check(made.context.err() == deadline_exceeded, "closed");
      made.cancel();
      check(made.context.err() == deadline_exceeded, "a later cancel changes nothing");
    }
  }));
}

TEST(ContextDeadline, E4_cancel_stops_the_timer) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_timeout(background(), 10ms);
    cancel();
    sleep(20ms);
    check(context.err() == canceled, "canceled, for ever");
  }));
}

TEST(ContextDeadline, E4_very_long_timeouts_do_not_overflow) {
  EXPECT_TRUE(clean([] {
    sleep(1s);
    auto [context, cancel] = with_timeout(background(), Duration::max());
    check(!context.err(), "not passed");
    cancel();
  }));
}

TEST(ContextDeadline, E4_deadline_and_cancel_race) {
  const auto body = [] {
    auto [context, cancel] = with_timeout(background(), 10ms);
    go([cancel] {
      sleep(10ms);
      cancel();
    });
    context.done().recv();
    const Error err = context.err();
    check(context.err() == err, "stable");
    return std::string(err.text());
  };
  EXPECT_EQ(outcomes(body), (Words{"context canceled", "context deadline exceeded"}));
}

// A real machine can be so slow that the deadline passes before anything else happens.
TEST(ContextDeadline, E4_the_deadline_may_pass_while_others_could_go_on) {
  const auto body = [] {
    auto [context, cancel] = with_timeout(background(), 10ms);
    Defer stop(cancel);
    Chan<int> result = make_chan<int>(1);
    go([=] { result.send(1); });
    return select({result.on_recv(), context.done().on_recv()});
  };
  EXPECT_EQ(outcomes(body, every(0)), (Numbers{0}));
  EXPECT_EQ(outcomes(body, every(1)), (Numbers{0, 1}));
}

// The clock does not move for a deadline that wakes nobody.
TEST(ContextDeadline, E4_an_unwatched_deadline_hides_no_deadlock) {
  EXPECT_TRUE(always(
      [] {
        auto [context, cancel] = with_timeout(background(), 10ms);
        Defer stop(cancel);
        make_chan<int>().recv();
      },
      Kind::deadlock, all_asleep));
}

TEST(ContextDeadline, E4_polling_a_context_ends) {
  EXPECT_TRUE(clean(
      [] {
        auto [context, cancel] = with_timeout(background(), 10ms);
        Defer stop(cancel);
        while (!context.err()) yield();
        check(context.err() == deadline_exceeded, "by its deadline");
      },
      sampled(50)));
  EXPECT_TRUE(clean(
      [] {
        auto [context, cancel] = with_timeout(background(), 10ms);
        Defer stop(cancel);
        const Context child = with_cancel(context).context;
        while (try_select({child.done().on_recv()}) == default_case) yield();
        check(child.err() == deadline_exceeded, "by its parent's deadline");
      },
      sampled(50)));
  EXPECT_TRUE(clean(
      [] {
        auto [context, cancel] = with_timeout(background(), 10ms);
        Defer stop(cancel);
        while (!context.done().try_recv()) {
        }
      },
      sampled(50)));
}

TEST(ContextDeadline, E6_the_cause_of_a_deadline) {
  EXPECT_TRUE(clean(
      [] {
        const Error slow = new_error("too slow");
        auto [fired, cancel_fired] = with_timeout_cause(background(), 10ms, slow);
        fired.done().recv();
        check(fired.err() == deadline_exceeded && fired.cause() == slow, "the deadline fired");
        cancel_fired();
        check(fired.cause() == slow, "stable");

        auto [stopped, cancel_stopped] = with_deadline_cause(background(), now() + 10ms, slow);
        cancel_stopped();
        check(stopped.cause() == canceled, "the cancel does not set it");

        auto [plain, cancel_plain] = with_timeout(background(), 10ms);
        plain.done().recv();
        check(plain.cause() == deadline_exceeded, "without a cause: err");
        cancel_plain();

        check(with_timeout_cause(background(), 0s, slow).context.cause() == slow, "passed at once");
      },
      every(0)));
}

TEST(ContextDeadline, E6_a_child_closed_by_the_parents_deadline_has_the_parents_cause) {
  EXPECT_TRUE(clean([] {
    const Error slow = new_error("too slow");
    auto [parent, cancel] = with_timeout_cause(background(), 10ms, slow);
    const Context child = with_cancel(parent).context;
    child.done().recv();
    check(child.err() == deadline_exceeded && child.cause() == slow, "the parent's");
    cancel();
  }));
}

TEST(ContextAfterFunc, E8_runs_in_its_own_goroutine_after_the_context_is_closed) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_cancel(background());
    Chan<int> ran = make_chan<int>();
    after_func(context, [=] {
      check(context.err() == canceled, "closed before");
      ran.send(1);
    });
    check(num_goroutine() == 1, "nothing has been started");
    cancel();
    check(ran.recv() == 1, "it runs, and cancel did not wait for it");
  }));
}

TEST(ContextAfterFunc, E8_at_once_when_the_context_is_closed_already) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_cancel(background());
    cancel();
    Chan<int> ran = make_chan<int>();
    const StopFunc stop = after_func(context, [=] { ran.send(1); });
    check(!stop(), "too late");
    check(ran.recv() == 1, "it runs");
  }));
}

TEST(ContextAfterFunc, E8_by_the_deadline) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_timeout(background(), 10ms);
    Defer stop(cancel);
    Mutex mutex;
    Cond told(mutex);
    bool ran = false;
    const Context child = with_cancel(context).context;
    after_func(child, [&] {
      const Lock hold(mutex);
      ran = true;
      told.broadcast();
    });
    mutex.lock();
    while (!ran) told.wait();
    mutex.unlock();
  }));
}

TEST(ContextAfterFunc, E8_stop_is_true_exactly_when_it_prevented_the_function) {
  const auto body = [] {
    auto [context, cancel] = with_cancel(background());
    auto* runs = make<Atomic<int>>(0);
    const StopFunc stop = after_func(context, [=] { runs->add(1); });
    go([cancel] { cancel(); });
    const bool prevented = stop();
    check(!stop(), "only the first stop can be the one");
    context.done().recv();
    while (num_goroutine() > 1) yield();
    check(runs->load() == (prevented ? 0 : 1), "it ran unless it was prevented");
    return prevented ? 1 : 0;
  };
  EXPECT_EQ(outcomes(body, sampled()), (Numbers{0, 1}));
}

TEST(ContextAfterFunc, E8_registrations_are_independent) {
  EXPECT_TRUE(clean([] {
    auto [context, cancel] = with_cancel(background());
    Chan<int> ran = make_chan<int>(3);
    after_func(context, [=] { ran.send(1); });
    const StopFunc stop = after_func(context, [=] { ran.send(2); });
    after_func(context, [=] { ran.send(4); });
    check(stop(), "prevented");
    cancel();
    const int first = *ran.recv();
    const int second = *ran.recv();
    check(first + second == 5, "the others run");
  }));
}

TEST(ContextAfterFunc, E8_stop_does_not_wait_for_a_function_that_runs) {
  EXPECT_TRUE(always(
      [] {
        auto [context, cancel] = with_cancel(background());
        const StopFunc stop = after_func(context, [] { make_chan<int>().recv(); });
        cancel();
        check(!stop(), "it has been started");
      },
      Kind::leak));
}

TEST(ContextAfterFunc, E8_never_for_a_context_that_is_never_cancelled) {
  EXPECT_TRUE(clean([] {
    const StopFunc stop = after_func(background(), [] { check(false, "must not run"); });
    check(stop(), "prevented");
  }));
}

TEST(ContextAfterFunc, A21_registration_and_cancel_come_before_the_function) {
  EXPECT_TRUE(ordered([] {
    auto* registered = make<Var<int>>(0);
    auto* before_cancel = make<Var<int>>(0);
    auto [context, cancel] = with_cancel(background());
    WaitGroup canceller;
    canceller.go([=] {
      before_cancel->write(1);
      cancel();
    });
    registered->write(1);
    after_func(context, [=] {
      registered->read();
      before_cancel->read();
    });
    canceller.wait();
  }));
}

TEST(ContextAfterFunc, A21_what_follows_the_cancel_is_unordered_with_the_function) {
  EXPECT_TRUE(races([] {
    auto* after_cancel = make<Var<int>>(0);
    auto [context, cancel] = with_cancel(background());
    after_func(context, [=] { after_cancel->read(); });
    cancel();
    after_cancel->write(1);
  }));
}

TEST(ContextDeadline, A21_arming_comes_before_what_the_deadline_causes) {
  EXPECT_TRUE(ordered([] {
    auto* armed = make<Var<int>>(0);
    auto* made = make<Chan<Context>>(make_chan<Context>(1));
    go([=] {
      armed->write(1);
      made->send(with_timeout(background(), 10ms).context);
    });
    const Context context = *made->recv();
    context.done().recv();
    armed->read();
  }));
  EXPECT_TRUE(races([] {
    auto* later = make<Var<int>>(0);
    auto [context, cancel] = with_timeout(background(), 10ms);
    go([=] {
      context.done().recv();
      later->read();
    });
    later->write(1);
    sleep(20ms);
    cancel();
  }));
}

}  // namespace
}  // namespace heddle::semantics
