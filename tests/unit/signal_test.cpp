#include <heddle/heddle.h>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

TEST(Signal, a_channel_gets_the_signals_it_asked_for) {
  EXPECT_TRUE(clean([] {
    Chan<Signal> signals = make_chan<Signal>(2);
    notify(signals, Signal::interrupt);
    check(heddle::raise(Signal::terminate) == 0, "not asked for");
    check(heddle::raise(Signal::interrupt) == 1, "delivered");
    check(signals.recv() == Signal::interrupt, "that one");
    notify(signals, {Signal::terminate, Signal::hangup});
    heddle::raise(Signal::interrupt);
    heddle::raise(Signal::hangup);
    check(signals.recv() == Signal::interrupt && signals.recv() == Signal::hangup, "these too");
  }));
}

TEST(Signal, all_signals_when_none_is_named) {
  EXPECT_TRUE(clean([] {
    Chan<Signal> signals = make_chan<Signal>(1);
    notify(signals);
    for (const Signal signal : {Signal::hangup, Signal::interrupt, Signal::quit, Signal::terminate,
                                Signal::user1, Signal::user2}) {
      heddle::raise(signal);
      check(signals.recv() == signal, "delivered");
    }
  }));
}

TEST(Signal, raise_never_waits_and_drops_what_does_not_fit) {
  EXPECT_TRUE(clean([] {
    Chan<Signal> full = make_chan<Signal>(1);
    Chan<Signal> unbuffered = make_chan<Signal>();
    notify(full, Signal::user1);
    notify(unbuffered, Signal::user1);
    check(heddle::raise(Signal::user1) == 1, "nobody waits on the other");
    check(heddle::raise(Signal::user1) == 0, "full");
    check(full.len() == 1, "one was kept");
  }));
}

TEST(Signal, the_unbuffered_channel_of_a_slow_receiver_misses_signals) {
  const auto body = [] {
    Chan<Signal> signals = make_chan<Signal>();
    notify(signals, Signal::interrupt);
    go([] { heddle::raise(Signal::interrupt); });
    return select({signals.on_recv(), after(1s).on_recv()});
  };
  EXPECT_EQ(outcomes(body), (Numbers{0, 1}));
}

TEST(Signal, each_channel_gets_it_in_the_order_of_asking) {
  EXPECT_TRUE(clean([] {
    Chan<Signal> one = make_chan<Signal>(1);
    Chan<Signal> two = make_chan<Signal>(1);
    notify(one, Signal::quit);
    notify(two, Signal::quit);
    go([] { heddle::raise(Signal::quit); });
    two.recv();
    check(one.len() == 1, "the first one has it already");
  }));
}

TEST(Signal, nothing_arrives_after_stop_has_returned) {
  EXPECT_TRUE(clean([] {
    Chan<Signal> signals = make_chan<Signal>(1);
    notify(signals, Signal::interrupt);
    go([] { heddle::raise(Signal::interrupt); });
    heddle::stop(signals);
    const int had = signals.len();
    sleep(1s);
    check(signals.len() == had, "nothing more");
    heddle::stop(signals);
  }));
}

TEST(Signal, after_stop_a_channel_can_ask_again) {
  EXPECT_TRUE(clean([] {
    Chan<Signal> signals = make_chan<Signal>(1);
    notify(signals);
    heddle::stop(signals);
    check(heddle::raise(Signal::interrupt) == 0, "stopped");
    notify(signals, Signal::interrupt);
    check(heddle::raise(Signal::interrupt) == 1, "again");
  }));
}

TEST(Signal, misuse_panics_as_in_go) {
  EXPECT_TRUE(always([] { notify(Chan<Signal>{}); }, Kind::panic,
                     "panic: os/signal: Notify using nil channel"));
  EXPECT_TRUE(always(
      [] {
        Chan<Signal> closed = make_chan<Signal>(1);
        notify(closed);
        closed.close();
        heddle::raise(Signal::interrupt);
      },
      Kind::send_on_closed, "panic: send on closed channel"));
}

TEST(Signal, what_happened_before_raise_is_known_to_the_receiver) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    Chan<Signal> signals = make_chan<Signal>(1);
    notify(signals);
    go([=] {
      v->write(1);
      heddle::raise(Signal::interrupt);
    });
    signals.recv();
    v->read();
  }));
}

TEST(Signal, a_context_is_cancelled_by_the_signal) {
  EXPECT_TRUE(clean([] {
    auto [context, stop] = notify_context(background(), {Signal::interrupt, Signal::terminate});
    Defer off(stop);
    go([] {
      heddle::raise(Signal::user1);
      heddle::raise(Signal::terminate);
    });
    context.done().recv();
    check(context.err() == canceled, "cancelled");
  }));
}

TEST(Signal, stop_of_a_context_cancels_it_and_frees_the_signal) {
  EXPECT_TRUE(clean([] {
    auto [context, stop] = notify_context(background(), Signal::interrupt);
    check(heddle::raise(Signal::quit) == 0, "not asked for");
    stop();
    check(context.err() == canceled, "cancelled");
    check(heddle::raise(Signal::interrupt) == 0, "nobody listens");
    stop();
  }));
}

TEST(Signal, the_table_is_new_in_each_run) {
  int raised = 0;
  EXPECT_TRUE(clean(
      [&] {
        raised += heddle::raise(Signal::interrupt);
        notify(make_chan<Signal>(1), Signal::interrupt);
      },
      sampled(3)));
  EXPECT_EQ(raised, 0);
}

}  // namespace
}  // namespace heddle::semantics
