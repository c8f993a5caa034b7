#include "go/context.h"

#include <limits>
#include <new>
#include <utility>

#include "engine/run.h"
#include "go/time.h"

namespace heddle {

using detail::ContextNode;
using engine::cancel_state;
using engine::ContextState;
using engine::Edge;
using engine::Goroutine;
using engine::OpKind;
using engine::Run;
using engine::Sync;
using engine::TimerState;

namespace engine {

ContextState* cancel_state(const Run& run, const Context& context, const Here& at) {
  if (context.node() == nullptr) return nullptr;
  if (context.run() != run.number()) [[unlikely]] {
    usage_error("a context of an earlier run was used: make the context inside the scenario's body",
                at);
  }
  return context.node()->cancel;
}

}  // namespace engine

namespace {

// --- Closing ------------------------------------------------------------------------------------

// The next of the tree under `root`, parents before children, the oldest child first; `descend`
// says whether the children of `at` belong to it.
ContextState* next_in_tree(ContextState* at, const ContextState* root, bool descend) {
  if (descend && at->first_child != nullptr) return at->first_child;
  for (; at != root; at = at->parent) {
    if (at->next_sibling != nullptr) return at->next_sibling;
  }
  return nullptr;
}

// The function of an after_func, in a goroutine that belongs to nobody: which goroutine closes the
// context must not show in its identity.
void start_function(Run& run, ContextState& registration) {
  Sync known;
  run.join_into(known, registration.closed_by, Edge::context_function);
  run.join_into(known, registration.registered, Edge::context_register);
  start_from_clock(run, *registration.function, known, registration.identity, registration.made_at);
}

// Closes one context, on behalf of a goroutine or (null) of the clock.
void close(Run& run, Goroutine* closer, ContextState& state, Error err, Error cause,
           const Sync* clock_knows, bool starts_function = true) {
  state.err = err;
  state.cause = cause;
  if (state.timer != nullptr && state.timer->armed) run.timers().disarm(*state.timer);
  close_channel(run, closer, state, clock_knows);
  if (state.function != nullptr && starts_function) start_function(run, state);
}

// A cancel by a goroutine: a step for the context and for each one below it.
void cancel(const Context& context, Error cause, const Here& at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ContextState* root = cancel_state(run, context, at);
  if (root == nullptr) return;
  if (!cause) cause = canceled;
  bool closes = false;
  for (ContextState* state = root; state != nullptr; state = next_in_tree(state, root, closes)) {
    run.step(me, OpKind::ctx_cancel, state, at);
    closes = !state->closed;
    if (closes) {
      close(run, &me, *state, canceled, cause, nullptr);
    } else {
      me.op.facts = trace::Touch::failed;
      run.looked(me);
    }
    run.record(me, closes ? 1 : 0);
  }
}

// --- The clock ----------------------------------------------------------------------------------

void fire_deadline(Run& run, TimerState& timer) {
  auto* root = static_cast<ContextState*>(timer.context);
  const Error cause = root->deadline_cause ? root->deadline_cause : deadline_exceeded;
  bool closes = false;
  for (ContextState* state = root; state != nullptr; state = next_in_tree(state, root, closes)) {
    closes = !state->closed;
    if (!closes) continue;
    close(run, nullptr, *state, deadline_exceeded, cause, &timer.armed_by);
    if (run.recorder() != nullptr) {
      run.recorder()->acquire(timer.armed_by);
      run.recorder()->release(state->closed_by, true);
    }
    run.record_aside(0, OpKind::ctx_cancel, state, timer.made_at, 1);
  }
}

bool deadline_wakes(const TimerState& timer) {
  auto* root = static_cast<ContextState*>(timer.context);
  bool open = false;
  for (ContextState* state = root; state != nullptr; state = next_in_tree(state, root, open)) {
    open = !state->closed;
    if (open && (state->function != nullptr || !state->receivers.empty())) return true;
  }
  return false;
}

Time time_of(std::int64_t ns) { return Time(Duration(ns)); }

std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

// Reads the clock and arms the timer of a context's own deadline, in one step.
void start_deadline(Run& run, Goroutine& me, ContextState& state, const Time* deadline,
                    Duration timeout, Error cause, const Here& at) {
  auto& timer = run.new_object<TimerState>(run.new_identity(), at);
  timer.fire = fire_deadline;
  timer.wakes = deadline_wakes;
  timer.context = &state;
  run.step(me, OpKind::timer_start, &timer, at);
  const std::int64_t now_ns = run.timers().now_ns();
  const std::int64_t deadline_ns = deadline != nullptr ? deadline->time_since_epoch().count()
                                                       : saturating_sum(now_ns, timeout.count());
  bool over = false;
  if (!state.has_deadline || deadline_ns <= state.deadline_ns) {
    state.has_deadline = true;
    state.deadline_ns = deadline_ns;
    if (!state.closed) {
      state.deadline_cause = cause;
      if (deadline_ns <= now_ns) {
        over = true;
        close(run, &me, state, deadline_exceeded, cause ? cause : deadline_exceeded, nullptr);
      } else {
        state.timer = &timer;
        state.by_clock = true;
        if (run.recorder() != nullptr) run.stuck().reach(state).timer = &timer;
        run.release(me, timer.armed_by);
        run.timers().arm(timer, deadline_ns);
      }
    }
  }
  run.changed(me);
  run.record(me, static_cast<std::uint64_t>(deadline_ns));
  if (over) run.record_aside(me.ordinal, OpKind::ctx_cancel, &state, at, 1);
}

// --- Making -------------------------------------------------------------------------------------

// A child of `parent`, hung in or, if that is closed, closed.
ContextState& new_child(Run& run, Goroutine& me, const Context& parent,
                        std::function<void()>* function, const Here& at) {
  ContextState* above = cancel_state(run, parent, at);
  auto& state = run.new_object<ContextState>(run.new_identity(), at);
  state.ops = &detail::element_ops<Unit>;
  state.node.parent = parent.node();
  state.node.cancel = &state;
  state.function = function;
  // What after_func registers is no context that anybody could cancel.
  const std::uint32_t child = function == nullptr ? state.ordinal : 0;
  if (above == nullptr) {
    run.record_aside(me.ordinal, OpKind::ctx_derive, nullptr, at, 0, child);
    return state;
  }
  state.has_deadline = above->has_deadline;
  state.by_clock = above->by_clock;
  state.deadline_ns = above->deadline_ns;
  if (run.recorder() != nullptr) run.stuck().reach(state).above = above;
  run.step(me, OpKind::ctx_derive, above, at);
  if (above->closed) {
    run.acquire(me, above->closed_by, Edge::context_child);
    close(run, &me, state, above->err, above->cause, nullptr);
  } else {
    state.parent = above;
    (above->last_child == nullptr ? above->first_child : above->last_child->next_sibling) = &state;
    above->last_child = &state;
    if (function != nullptr) run.release(me, state.registered);
  }
  run.changed(me);
  run.record(me, above->closed ? 1 : 0, child);
  return state;
}

Context handle(const Run& run, const ContextState& state) { return {&state.node, run.number()}; }

Context new_child(const Context& parent, const Here& at) {
  Run& run = Run::here(at);
  return handle(run, new_child(run, run.me(), parent, nullptr, at));
}

WithCancel new_deadline_child(const Context& parent, const Time* deadline, Duration timeout,
                              Error cause, const Here& at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ContextState& state = new_child(run, me, parent, nullptr, at);
  // A parent that ends earlier makes a timer useless.
  const bool parent_first =
      deadline != nullptr && state.has_deadline && time_of(state.deadline_ns) < *deadline;
  if (!parent_first) start_deadline(run, me, state, deadline, timeout, cause, at);
  const Context context = handle(run, state);
  return {context, CancelFunc(context)};
}

Context new_node(const Context& parent, const ContextNode& node, const Here& at) {
  Run& run = Run::here(at);
  cancel_state(run, parent, at);
  void* memory = run.arena().take(sizeof(ContextNode), alignof(ContextNode));
  return {::new (memory) ContextNode(node), run.number()};
}

// What err() and cause() have in common: a look at the state.
const ContextState* look(const Context& context, const Here& at) {
  Run& run = Run::here(at);
  ContextState* state = cancel_state(run, context, at);
  if (state == nullptr) return nullptr;
  Goroutine& me = run.me();
  run.step(me, OpKind::ctx_read, state, at);
  if (state->closed) run.acquire(me, state->closed_by, Edge::context_err);
  run.looked(me);
  if (!state->closed && state->by_clock) me.read_clock = true;
  run.record(me, state->closed ? 1 : 0);
  return state;
}

}  // namespace

// --- Context ------------------------------------------------------------------------------------

RecvChan<Unit> Context::done() const {
  if (node() == nullptr || node()->cancel == nullptr) return {};
  return RecvChan<Unit>(detail::ChanRef{node()->cancel, run()});
}

Error Context::err(Here at) const {
  const ContextState* state = look(*this, at);
  return state == nullptr ? Error() : state->err;
}

Error Context::cause(Here at) const {
  const ContextState* state = look(*this, at);
  return state == nullptr ? Error() : state->cause;
}

std::optional<Time> Context::deadline() const noexcept {
  if (node() == nullptr || node()->cancel == nullptr || !node()->cancel->has_deadline) return {};
  return time_of(node()->cancel->deadline_ns);
}

const void* Context::find(const void* key, const void* key_type) const noexcept {
  for (const ContextNode* at = node(); at != nullptr; at = at->parent) {
    if (at->key == key && at->key_type == key_type) return at->value;
  }
  return nullptr;
}

void CancelFunc::operator()(Here at) const { cancel(context_, Error(), at); }

void CancelCauseFunc::operator()(Error cause, Here at) const { cancel(context_, cause, at); }

Context background() noexcept { return {}; }

Context todo() noexcept { return {}; }

WithCancel with_cancel(Context parent, Here at) {
  const Context context = new_child(parent, at);
  return {context, CancelFunc(context)};
}

WithCancelCause with_cancel_cause(Context parent, Here at) {
  const Context context = new_child(parent, at);
  return {context, CancelCauseFunc(context)};
}

WithCancel with_deadline(Context parent, Time deadline, Here at) {
  return new_deadline_child(parent, &deadline, Duration(0), Error(), at);
}

WithCancel with_deadline_cause(Context parent, Time deadline, Error cause, Here at) {
  return new_deadline_child(parent, &deadline, Duration(0), cause, at);
}

WithCancel with_timeout(Context parent, Duration timeout, Here at) {
  return new_deadline_child(parent, nullptr, timeout, Error(), at);
}

WithCancel with_timeout_cause(Context parent, Duration timeout, Error cause, Here at) {
  return new_deadline_child(parent, nullptr, timeout, cause, at);
}

Context without_cancel(Context parent, Here at) {
  return new_node(parent, {.parent = parent.node()}, at);
}

namespace detail {

Context with_value(Context parent, const void* key, const void* key_type, const void* value,
                   Here at) {
  return new_node(parent,
                  {.parent = parent.node(),
                   .cancel = cancel_state(Run::here(at), parent, at),
                   .key = key,
                   .key_type = key_type,
                   .value = value},
                  at);
}

}  // namespace detail

StopFunc after_func(Context context, std::function<void()> function, Here at) {
  Run& run = Run::here(at);
  auto* kept = make<std::function<void()>>(std::move(function));
  return StopFunc(handle(run, new_child(run, run.me(), context, kept, at)));
}

bool StopFunc::operator()(Here at) const {
  Run& run = Run::here(at);
  ContextState* registration = cancel_state(run, registration_, at);
  if (registration == nullptr) return false;
  Goroutine& me = run.me();
  run.step(me, OpKind::ctx_cancel, registration, at);
  const bool prevented = !registration->closed;
  if (prevented) {
    close(run, &me, *registration, canceled, canceled, nullptr, false);
  } else {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
  }
  run.record(me, prevented ? 1 : 0);
  return prevented;
}

}  // namespace heddle
