#include <heddle/signal.h>

#include "engine/run.h"
#include "go/chan.h"

namespace heddle {

using engine::channel;
using engine::Goroutine;
using engine::Object;
using engine::ObjectType;
using engine::OpKind;
using engine::Run;

namespace {

// Somebody who asked for signals: a channel or a context.
struct Listener {
  engine::ChanState* chan_state = nullptr;
  Context context;
  Signals signals;
  bool listens = true;
  Listener* next = nullptr;
};

// The simulated operating system's table, one a run.
struct SignalState : Object {
  static constexpr ObjectType object_type = ObjectType::signal;
  Listener* first = nullptr;  // in the order in which they asked
  Listener* last = nullptr;
};

SignalState& table(Run& run, const Here& at) {
  // Not an Anchor: its identity must not depend on which globals a program has.
  constexpr std::uint64_t identity = engine::combine(0x7369676e616c, 1);
  static thread_local SignalState* state = nullptr;
  static thread_local std::uint64_t run_number = 0;
  if (run_number != run.number()) {
    state = &run.new_object<SignalState>(identity, at);
    run_number = run.number();
  }
  return *state;
}

Listener* find(const SignalState& state, const engine::ChanState* chan) {
  for (Listener* listener = state.first; listener != nullptr; listener = listener->next) {
    if (listener->listens && listener->chan_state == chan) return listener;
  }
  return nullptr;
}

// A step that changes the table.
SignalState& configure(const Here& at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  SignalState& state = table(run, at);
  run.step(me, OpKind::signal_config, &state, at);
  run.changed(me);
  run.record(me);
  return state;
}

void add(SignalState& state, const Listener& listener) {
  auto* added = make<Listener>(listener);
  (state.last == nullptr ? state.first : state.last->next) = added;
  state.last = added;
}

// Delivers to a channel in a step on that channel; false when it is full. Who has stopped listening
// by then gets nothing: when stop() has returned, nothing more arrives.
bool send(Run& run, Goroutine& me, const Listener& listener, Signal signal, const Here& at) {
  engine::ChanState& chan = *listener.chan_state;
  run.step(me, OpKind::chan_try_send, &chan, at);
  if (!listener.listens || !chan.can_send()) {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
    run.record(me, 0);
    return false;
  }
  if (chan.closed) {
    run.record(me, 0);
    engine::panic_send_on_closed(at);
  }
  engine::send_now(run, me, chan, &signal);
  run.record(me, 1);
  return true;
}

bool deliver(Run& run, Goroutine& me, const Listener& listener, Signal signal, const Here& at) {
  if (listener.chan_state != nullptr) return send(run, me, listener, signal, at);
  const CancelFunc cancel(listener.context);
  cancel(at);
  return true;
}

}  // namespace

void notify(SendChan<Signal> chan, Signals signals, Here at) {
  engine::ChanState* chan_state = channel(Run::here(at), chan.ref(), at);
  if (chan_state == nullptr) panic("os/signal: Notify using nil channel", at);
  SignalState& state = configure(at);
  Run& run = Run::here(at);
  // Anybody may raise.
  if (run.recorder() != nullptr) run.stuck().held_by_anybody(*chan_state);
  if (Listener* known = find(state, chan_state)) {
    known->signals.insert(signals);
  } else {
    add(state, {.chan_state = chan_state, .context = {}, .signals = signals});
  }
}

void stop(SendChan<Signal> chan, Here at) {
  const engine::ChanState* chan_state = channel(Run::here(at), chan.ref(), at);
  SignalState& state = configure(at);
  if (chan_state == nullptr) return;
  if (Listener* known = find(state, chan_state)) known->listens = false;
}

NotifyContext notify_context(Context parent, Signals signals, Here at) {
  const Context context = with_cancel(parent, at).context;
  add(configure(at), {.chan_state = nullptr, .context = context, .signals = signals});
  return {context, NotifyContext::Stop(context)};
}

void NotifyContext::Stop::operator()(Here at) const {
  if (context_ == Context()) return;
  SignalState& state = configure(at);
  for (Listener* listener = state.first; listener != nullptr; listener = listener->next) {
    if (listener->context == context_) listener->listens = false;
  }
  CancelFunc cancel(context_);
  cancel(at);
}

int raise(Signal signal, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  SignalState& state = table(run, at);
  run.step(me, OpKind::signal_raise, &state, at);
  run.changed(me);
  run.record(me, static_cast<std::uint64_t>(signal));
  // Each delivery is a step of its own. Who asks while they go on is too late for this signal.
  const Listener* last = state.last;
  int taken = 0;
  for (Listener* listener = last == nullptr ? nullptr : state.first; listener != nullptr;
       listener = listener->next) {
    if (listener->listens && listener->signals.contains(signal) &&
        deliver(run, me, *listener, signal, at)) {
      ++taken;
    }
    if (listener == last) break;
  }
  return taken;
}

}  // namespace heddle
