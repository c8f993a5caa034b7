#include "go/time.h"

#include <heddle/make.h>
#include <heddle/panic.h>

#include <limits>

namespace heddle {

using engine::Goroutine;
using engine::OpKind;
using engine::Run;

namespace {

// The deadline `duration` from now; far deadlines saturate.
std::int64_t deadline_ns(Run& run, Duration duration) noexcept {
  const std::int64_t now = run.timers().now_ns();
  const std::int64_t ns = duration.count() < 0 ? 0 : duration.count();
  return ns > std::numeric_limits<std::int64_t>::max() - now
             ? std::numeric_limits<std::int64_t>::max()
             : now + ns;
}

Time read_clock(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  run.step(me, OpKind::time_now, nullptr, at);
  run.looked(me);
  me.read_clock = true;
  const std::int64_t now_ns = run.timers().now_ns();
  run.record(me, static_cast<std::uint64_t>(now_ns));
  return Time(Duration(now_ns));
}

}  // namespace

Time VirtualClock::now() { return read_clock(Here::current()); }
Time now(Here at) { return read_clock(at); }
Duration since(Time start, Here at) { return read_clock(at) - start; }
Duration until(Time end, Here at) { return end - read_clock(at); }

// --- sleep --------------------------------------------------------------------------------------

void sleep(Duration duration, Here at) {
  Run& run = Run::here(at);
  if (duration.count() <= 0) return;
  Goroutine& me = run.me();
  run.step(me, OpKind::sleep, nullptr, at);
  engine::TimerState timer;
  timer.made_at = at;
  timer.context = &me;
  timer.fire = [](Run& firing, engine::TimerState& fired) {
    firing.wake(*static_cast<Goroutine*>(fired.context));
  };
  timer.wakes = [](const engine::TimerState&) { return true; };
  run.timers().arm(timer, deadline_ns(run, duration));
  run.changed(me);
  run.record_wait(me);
  run.park(me);
  me.op.kind = OpKind::sleep;
  run.record(me, static_cast<std::uint64_t>(duration.count()));
}

// --- Timer and Ticker ---------------------------------------------------------------------------

namespace engine {
namespace {

bool go_1_23(const Run& run) noexcept { return run.program().timers == TimerRules::go_1_23; }

void fire_channel(Run& run, TimerState& base) {
  auto& timer = static_cast<UserTimer&>(base);
  Time now{Duration(run.timers().now_ns())};
  send_from_clock(run, *timer.chan, &now, timer.armed_by);
  if (timer.period_ns > 0) run.timers().arm(timer, timer.deadline_ns + timer.period_ns);
}

bool channel_wakes(const TimerState& base) {
  return !static_cast<const UserTimer&>(base).chan->receivers.empty();
}

void fire_function(Run& run, TimerState& base) {
  auto& timer = static_cast<UserTimer&>(base);
  const std::uint64_t origin = combine(timer.identity, ++timer.started);
  Sync known;
  run.join_into(known, timer.armed_by, Edge::timer_function);
  start_from_clock(run, *timer.function, known, origin, timer.made_at);
}

bool always_wakes(const TimerState&) { return true; }

UserTimer& new_timer_state(Run& run, const Here& at) {
  return run.new_object<UserTimer>(run.new_identity(), at);
}

void give_channel(Run& run, UserTimer& timer, const Here& at) {
  timer.chan = &new_channel(run, 1, detail::element_ops<Time>, at);
  timer.chan->by_clock = true;
  if (run.recorder() != nullptr) {
    engine::Reach& reach = run.stuck().reach(*timer.chan);
    reach.timer = &timer;
    reach.above = &timer;
  }
  if (go_1_23(run)) {
    timer.chan->timer = true;
    timer.chan->users_capacity = 0;
  }
  timer.fire = fire_channel;
  timer.wakes = channel_wakes;
}

// Since Go 1.23 no value sent before stop or reset can be received after it.
bool discard_stale(Run& run, UserTimer& timer) {
  if (timer.chan == nullptr || !go_1_23(run) || timer.chan->length == 0) return false;
  timer.chan->length = 0;
  return true;
}

// The part of stop and reset that is common: true when the timer had been active.
bool deactivate(Run& run, UserTimer& timer) {
  const bool was_armed = timer.armed;
  if (was_armed) run.timers().disarm(timer);
  // Whether there is a tick to be received depends on who comes first.
  if (timer.chan != nullptr) {
    run.also({OpKind::chan_close, trace::Touch::none, timer.chan->identity});
  }
  const bool undelivered = discard_stale(run, timer);
  return was_armed || undelivered;
}

void step_start(Run& run, Goroutine& me, UserTimer& timer, std::int64_t deadline, const Here& at,
                bool was_active) {
  run.release(me, timer.armed_by);
  run.timers().arm(timer, deadline);
  run.changed(me);
  me.op.object = &timer;
  me.op.at = at;
  run.record(me, static_cast<std::uint64_t>(deadline), was_active ? 1 : 0);
}

UserTimer& of_this_run(Run& run, TimerState* state, std::uint64_t number, const Here& at) {
  if (state == nullptr) throw Panic(Kind::panic, "use of a Timer that was never made", at);
  if (number != run.number()) {
    usage_error("a timer of an earlier run was used: make the timer inside the scenario's body",
                at);
  }
  return static_cast<UserTimer&>(*state);
}

bool stop_timer(TimerState* state, std::uint64_t number, const Here& at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  UserTimer& timer = of_this_run(run, state, number, at);
  run.step(me, OpKind::timer_stop, &timer, at);
  const bool was_active = deactivate(run, timer);
  if (was_active) {
    run.changed(me);
  } else {
    run.looked(me);
  }
  run.record(me, was_active ? 1 : 0);
  return was_active;
}

bool reset_timer(TimerState* state, std::uint64_t number, Duration duration, const Here& at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  UserTimer& timer = of_this_run(run, state, number, at);
  run.step(me, OpKind::timer_start, &timer, at);
  const bool was_active = deactivate(run, timer);
  if (timer.period_ns > 0) timer.period_ns = duration.count();
  step_start(run, me, timer, deadline_ns(run, duration), at, was_active);
  return was_active;
}

RecvChan<Time> channel_of(TimerState* state, std::uint64_t number) {
  auto* timer = static_cast<UserTimer*>(state);
  if (timer == nullptr || timer->chan == nullptr) return {};
  return RecvChan<Time>(detail::ChanRef{timer->chan, number});
}

UserTimer& start(Duration duration, Duration period, const Here& at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  UserTimer& timer = new_timer_state(run, at);
  give_channel(run, timer, at);
  timer.period_ns = period.count();
  run.step(me, OpKind::timer_start, &timer, at);
  step_start(run, me, timer, deadline_ns(run, duration), at, false);
  return timer;
}

}  // namespace

void start_from_clock(Run& run, const std::function<void()>& function, const Sync& known,
                      std::uint64_t origin, const Here& at) {
  using Function = std::function<void()>;
  Goroutine& started = run.spawn(nullptr, detail::body_of<Function>, {}, at, origin);
  {
    // In nobody's name: whoever makes the clock move knows nothing of the function.
    const Unwatched unwatched;
    ::new (started.closure) Function(function);
  }
  run.launch(started, &known);
}

}  // namespace engine

RecvChan<Time> Timer::chan() const { return engine::channel_of(ref_.get().state, ref_.get().run); }
bool Timer::stop(Here at) const { return engine::stop_timer(ref_.get().state, ref_.get().run, at); }
bool Timer::reset(Duration duration, Here at) const {
  return engine::reset_timer(ref_.get().state, ref_.get().run, duration, at);
}

RecvChan<Time> Ticker::chan() const { return engine::channel_of(ref_.get().state, ref_.get().run); }
void Ticker::stop(Here at) const { engine::stop_timer(ref_.get().state, ref_.get().run, at); }
void Ticker::reset(Duration period, Here at) const {
  Run::here(at);
  if (period.count() <= 0) {
    throw Panic(Kind::panic, "non-positive interval for Ticker.Reset", at);
  }
  engine::reset_timer(ref_.get().state, ref_.get().run, period, at);
}

Timer new_timer(Duration duration, Here at) {
  return Timer(&engine::start(duration, Duration(0), at), Run::here(at).number());
}

Ticker new_ticker(Duration period, Here at) {
  Run& run = Run::here(at);
  if (period.count() <= 0) throw Panic(Kind::panic, "non-positive interval for NewTicker", at);
  return Ticker(&engine::start(period, period, at), run.number());
}

RecvChan<Time> after(Duration duration, Here at) { return new_timer(duration, at).chan(); }

RecvChan<Time> tick(Duration period, Here at) {
  Run::here(at);
  if (period.count() <= 0) return {};
  return new_ticker(period, at).chan();
}

Timer after_func(Duration duration, std::function<void()> function, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  engine::UserTimer& timer = engine::new_timer_state(run, at);
  timer.function = make<std::function<void()>>(std::move(function));
  timer.fire = engine::fire_function;
  timer.wakes = engine::always_wakes;
  run.step(me, OpKind::timer_start, &timer, at);
  engine::step_start(run, me, timer, deadline_ns(run, duration), at, false);
  return Timer(&timer, run.number());
}

}  // namespace heddle
