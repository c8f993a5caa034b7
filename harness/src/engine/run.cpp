#include "engine/run.h"

#include <cstdlib>
#include <utility>

#include "engine/sanitizer.h"

namespace heddle::engine {
namespace {

constexpr const char* assumption_failed = "assume failed";

bool is_contender(OpKind kind) noexcept {
  const trace::Role role = trace::info(kind).role;
  return role == trace::Role::acquire || role == trace::Role::acquire_share;
}

}  // namespace

constinit thread_local Run* Run::current_ = nullptr;
constinit thread_local AccessView access_view;

Run::~Run() { std::free(ready_); }

void Run::outside(const Here& at) {
  usage_error(
      "a Heddle primitive was used outside a run: put the code into a scenario, or pass it to "
      "heddle::explore",
      at);
}

// --- The ready set ------------------------------------------------------------------------------

void Run::add_ready(Goroutine& goroutine) {
  goroutine.ready_index = ready_count_;
  ready_[ready_count_++] = &goroutine;
  ready_key_ ^= goroutine.identity;
}

void Run::remove_ready(Goroutine& goroutine) {
  Goroutine* last = ready_[--ready_count_];
  ready_[goroutine.ready_index] = last;
  last->ready_index = goroutine.ready_index;
  ready_key_ ^= goroutine.identity;
}

void Run::enable(Goroutine& goroutine) {
  ensure(trace::legal(goroutine.state, State::ready), "an enabled goroutine was disabled before");
  goroutine.state = State::ready;
  goroutine.ready_since = steps_;
  add_ready(goroutine);
}

void Run::disable(Goroutine& goroutine) {
  ensure(trace::legal(goroutine.state, State::disabled), "only the ready can be disabled");
  goroutine.state = State::disabled;
  goroutine.overlooked += steps_ - goroutine.ready_since;
  remove_ready(goroutine);
}

void Run::wake(Goroutine& goroutine) {
  ensure(goroutine.state == State::parked, "only the parked can be woken");
  // The object and the place stay: they say what it has waited for.
  goroutine.op.kind = OpKind::resume;
  goroutine.state = State::ready;
  goroutine.ready_since = steps_;
  add_ready(goroutine);
}

void Run::step_acquire(Goroutine& me, OpKind kind, Object& object, const Here& at, bool enabled) {
  announce(me, kind, &object, at, 0);
  me.contend_previous = nullptr;
  me.contend_next = object.contenders;
  if (object.contenders != nullptr) object.contenders->contend_previous = &me;
  object.contenders = &me;
  if (enabled) {
    me.state = State::ready;
    if (me.leaving) [[unlikely]]
      unusual(me);
  } else {
    me.state = State::disabled;
    remove_ready(me);
  }
  decide(me);
  if (me.overlooked != 0) [[unlikely]] {
    if (me.overlooked > fair_window_steps_) last_unfair_step_ = steps_;
    me.overlooked = 0;
  }
  (me.contend_previous == nullptr ? object.contenders : me.contend_previous->contend_next) =
      me.contend_next;
  if (me.contend_next != nullptr) me.contend_next->contend_previous = me.contend_previous;
}

void Run::park(Goroutine& me) {
  me.state = State::parked;
  remove_ready(me);
  decide(me);
}

// --- Spinning -----------------------------------------------------------------------------------

void Run::unusual(Goroutine& me) {
  if (me.leaving && exceptions_->uncaught == 0 && exceptions_->caught == nullptr) {
    // A handler has swallowed goexit: raise it again, from the next operation.
    me.state = State::running;
    goexit();
  }
  if (me.idle_steps >= spin_limit) hold_back(me);
}

void Run::hold_back(Goroutine& me) {
  const Unwatched unwatched;
  strategy_->yielded(me);
  me.holding_back = true;
  me.state = State::disabled;
  remove_ready(me);
  me.held_next = held_;
  held_ = &me;
  if (me.read_clock) {
    ++pollers_held_;
    clock_changed();
  }
}

void Run::release_held() noexcept {
  Goroutine* goroutine = held_;
  held_ = nullptr;
  for (; goroutine != nullptr; goroutine = goroutine->held_next) {
    goroutine->holding_back = false;
    goroutine->idle_steps = 0;
    goroutine->state = State::ready;
    goroutine->ready_since = steps_;
    add_ready(*goroutine);
  }
  pollers_held_ = 0;
  clock_changed();
}

Hold* Run::shared_hold(const Goroutine& me, const Object& object) const noexcept {
  const auto held_by = [&object](const Goroutine& goroutine) {
    Hold* hold = goroutine.holds;
    while (hold != nullptr && (hold->object != &object || !hold->shared)) hold = hold->next;
    return hold;
  };
  if (Hold* own = held_by(me); own != nullptr) return own;
  for (const Goroutine* goroutine : goroutines_) {
    if (Hold* hold = held_by(*goroutine); hold != nullptr) return hold;
  }
  return nullptr;
}

void Run::tell(std::uint32_t goroutine, OpKind kind, const Object* object, const Here& at,
               std::uint64_t a, std::uint64_t b, bool waits) {
  if (recorder_ != nullptr) recorder_->event(goroutine, kind, object, at, a, b, waits);
  Goroutine* by = goroutine == 0 ? nullptr : goroutines_[goroutine - 1];
  const trace::Touch touch{kind, trace::Touch::none, object == nullptr ? 0 : object->identity};
  if (counts_classes_) {
    class_hash_.performed(by, touch, const_cast<Object*>(object), a, waits, arena_);
  }
  tell_watchers({by, touch, object, at, a, b, waits});
}

void Run::tell_watchers(const Performed& what) {
  const Unwatched unwatched;
  const std::uint64_t bit = Observer::bit(what.touch.kind);
  if ((watched_kinds_ & bit) != 0) strategy_->performed(what);
  if (observer_ == nullptr) return;
  if (steps_ < tell_all_step_ && (observed_kinds_ & bit) == 0) return;
  observer_->performed(what.goroutine == nullptr ? 0 : what.goroutine->ordinal, what.touch.kind,
                       what.object, what.at, what.a, what.b, what.waits);
}

// --- Limits -------------------------------------------------------------------------------------

// Whatever the strategy likes, nobody is left out for ever. Time passes while programs work: a
// clock that has stood still for long, although it could wake somebody, moves. And who runs gives
// way, as one who spins does, when somebody else has been ready for long. Otherwise a loop that
// polls and changes something each time (it takes a lock, say) would keep all others from ending
// it.
void Run::keep_fair(Goroutine& me) {
  // At steps that depend on nothing but the run, however often attention() is called.
  if (steps_ / attention_interval_steps == fairness_looked_step_ / attention_interval_steps) return;
  // A contender for a lock is disabled and enabled with it: at its next operation then.
  if (is_contender(me.op.kind)) return;
  fairness_looked_step_ = steps_;
  const std::uint64_t since = steps_ - attention_interval_steps;
  const bool clock = clock_moved_step_ <= since && timers_.next_wakes();
  bool other = false;
  for (std::uint32_t i = 0; i < ready_count_ && !other; ++i) {
    other = ready_[i] != &me && ready_[i]->ready_since <= since + ready_[i]->overlooked;
  }
  // A search of all classes cannot reorder what follows from the number of steps.
  if (follower_ != nullptr) {
    if (clock) give_up("the clock has stood still for too long");
    return;
  }
  if (clock) timers_.fire_next(false);
  if (other && me.state == State::ready) hold_back(me);
}

void Run::attention(Goroutine& me) {
  if (steps_ >= step_limit_) reached_step_limit();
  keep_fair(me);
  if (steps_ >= tell_all_step_) told_kinds_ = ~std::uint64_t{0};
  if (arena_.bytes_used() + program_memory_.bytes_used() > program_->limits.memory_bytes) {
    reached_limit("bytes of memory in make<T> and primitives", program_->limits.memory_bytes);
  }
  if (timers_.now_ns() > program_->limits.virtual_time.count()) {
    reached_limit("nanoseconds of virtual time",
                  static_cast<std::uint64_t>(program_->limits.virtual_time.count()));
  }
  if (recorder_ != nullptr && recorder_->header().full) {
    reached_limit("recorded events", recorder_->header().events);
  }
  if (stacks_.unguarded()) {
    // No guard page could be had: look at the stack pointer instead, at every operation.
    auto* frame = static_cast<std::byte*>(__builtin_frame_address(0));
    if (!on_host_ && frame < running_->stack_low + 4096) {
      stop(Kind::stack_overflow,
           "the goroutine has used up its stack of " +
               std::to_string(program_->limits.stack_bytes) + " bytes",
           running_->op.at);
    }
    attention_step_ = steps_ + 1;
    return;
  }
  attention_step_ =
      (fairness_looked_step_ / attention_interval_steps + 1) * attention_interval_steps;
  if (attention_step_ <= steps_) attention_step_ = steps_ + 1;
  if (attention_step_ > step_limit_) attention_step_ = step_limit_;
  if (steps_ < tell_all_step_ && attention_step_ > tell_all_step_) {
    attention_step_ = tell_all_step_;
  }
}

// --- Goroutines ---------------------------------------------------------------------------------

std::uint64_t Run::new_identity() noexcept {
  if (running_ == nullptr || running_->static_depth != 0) return 0;
  return combine(running_->identity, ++running_->objects_made);
}

void Run::adopt(Object& object, ObjectType type, std::uint64_t identity, const Here& at) {
  object.identity = identity;
  object.type = type;
  object.ordinal = ++objects_;
  detail::assign(object.made_at, recorder_ == nullptr ? at : called_at(at));
  object.next = newest_object_;
  newest_object_ = &object;
  if (recorder_ != nullptr) [[unlikely]]
    recorder_->object(object, running_);
}

Goroutine& Run::spawn(Goroutine* creator, const detail::Body& body, std::string_view name, Here at,
                      std::uint64_t origin) {
  const Unwatched unwatched;
  if (live_ >= program_->limits.goroutines) {
    reached_limit("goroutines at once", program_->limits.goroutines);
  }
  Goroutine& goroutine = *::new (arena_.take(sizeof(Goroutine), 64)) Goroutine();
  goroutines_.push_back(&goroutine);
  goroutine.ordinal = static_cast<std::uint32_t>(goroutines_.size());
  goroutine.creator = creator;
  if (creator != nullptr) {
    goroutine.child_index = ++creator->goroutines_made;
    goroutine.identity = combine(~creator->identity, goroutine.child_index);
  } else {
    // Main is 1. A timer's function is numbered by the timer, not by the order of firings.
    constexpr int index_bits = 24;
    goroutine.child_index = goroutine.ordinal == 1
                                ? 1
                                : 2 + static_cast<std::uint32_t>(mix(origin) >> (64 - index_bits));
    goroutine.identity = combine(0x6d61696e, origin);
  }
  detail::assign(goroutine.made_at, at);
  if (!name.empty()) {
    auto* copy = static_cast<char*>(arena_.take(name.size() + 1, 1));
    std::memcpy(copy, name.data(), name.size());
    copy[name.size()] = '\0';
    goroutine.name = copy;
  }
  const Stack stack = stacks_.take();
  goroutine.stack_low = stack.low;
  goroutine.stack_top = stack.top;
  goroutine.stack_index = stack.index;
  forget_stack(stack.low, static_cast<std::size_t>(stack.top - stack.low));
  if (plain_) [[unlikely]] {
    plain_memory->take_stack(goroutine, stack.used_before);
    if (recorder_ != nullptr) {
      goroutine.frames = arena_.take_array<std::uintptr_t>(AccessView::frames_max);
    }
  }
  ensure(body.bytes < program_->limits.stack_bytes / 2, "a goroutine's captures fit on its stack");
  auto top = reinterpret_cast<std::uintptr_t>(stack.top) - body.bytes;
  top &= ~(std::uintptr_t{body.alignment < 16 ? 16 : body.alignment} - 1);
  goroutine.closure = reinterpret_cast<void*>(top);
  goroutine.call = body.call;
  if (recorder_ != nullptr) [[unlikely]]
    stuck_.spawned(goroutine, body.bytes);
  if (ready_capacity_ < goroutines_.size()) {
    ready_capacity_ = ready_capacity_ == 0 ? 64 : ready_capacity_ * 2;
    ready_ = static_cast<Goroutine**>(std::realloc(ready_, ready_capacity_ * sizeof(Goroutine*)));
    ensure(ready_ != nullptr, "out of memory");
  }
  return goroutine;
}

void Run::launch(Goroutine& goroutine, const Sync* started_by) {
  Goroutine* creator = goroutine.creator;
  if (recorder_ != nullptr) [[unlikely]] {
    recorder_->goroutine(goroutine);
    stuck_.launched(goroutine);
  }
  if (creator != nullptr) {
    // Spawning conflicts with nothing that a decision could turn round (identities do not depend
    // on the interleaving), so it is a step but no place for a preemption.
    announce(*creator, OpKind::spawn, nullptr, goroutine.made_at, 0);
    Sync spawned;
    release(*creator, spawned);
    if (!is_off(Edge::spawn)) {
      goroutine.spawn_chain = spawned.chain;
      goroutine.clock = spawned.clock;
    }
    record(*creator, goroutine.ordinal);
    changed(*creator);
    ++steps_;
  } else if (started_by != nullptr && tracking_) {
    goroutine.clock.assign(started_by->clock, arena_);
    goroutine.spawn_chain = started_by->chain;
  }
  if (tracking_) goroutine.clock.set(goroutine.ordinal - 1, 1, arena_);
  if (counts_classes_) class_hash_.spawned(goroutine, creator);
  goroutine.fiber = make_fiber(
      goroutine.closure,
      static_cast<std::size_t>(static_cast<std::byte*>(goroutine.closure) - goroutine.stack_low),
      creator == nullptr && goroutine.ordinal == 1 ? main_entry : goroutine_entry, &goroutine);
  goroutine.op.kind = OpKind::start;
  goroutine.op.at = goroutine.made_at;
  ++live_;
  {
    const Unwatched unwatched;
    strategy_->spawned(goroutine);
  }
  ensure(trace::legal(goroutine.state, State::ready), "a goroutine is launched once");
  goroutine.state = State::ready;
  goroutine.ready_since = steps_;
  add_ready(goroutine);
}

void Run::finish(Goroutine& me) {
  begin_own_time(me);
  announce(me, OpKind::end, nullptr, me.op.at, 0);
  record(me);
  changed(me);
  ensure(trace::legal(me.state, State::done), "only the running end");
  me.state = State::done;
  remove_ready(me);
  --live_;
  if (me.ordinal == 1) {
    main_exited_ = true;
  } else {
    stacks_.give_back({me.stack_low, me.stack_top, me.stack_index, true});
  }
  leave(me, choose_next(&me));
}

// --- Ending -------------------------------------------------------------------------------------

void Run::over() {
  if (follower_ != nullptr) {
    const bool limit = result_.cut != nullptr && result_.cut != assumption_failed;
    follow([limit](Follower& follower) { follower.ends_run(limit); });
  }
  find_places();
  ended_ = true;
  stopped_ = true;
  if (on_host_) throw RunOver{};
  // Once it has left its frames are gone, and the detectors may ask where it was.
  find_place(*running_);
  left_ = running_;
  leave(*running_, nullptr);
}

void Run::give_up(const char* why) {
  result_.cut = why;
  over();
}

void Run::fail_assumption() {
  if (follower_ == nullptr) give_up(assumption_failed);
  follow([](Follower& follower) { follower.gives_up(); });
  result_.cut = assumption_failed;
  for (;;) park(*running_);
}

void Run::stop(Kind kind, std::string message, const Here& at) {
  const Unwatched unwatched;
  trace::Finding finding = new_finding(kind, std::move(message));
  if (!on_host_ && running_ != nullptr) {
    trace::Involved who = describe(*running_);
    who.state = "running";
    who.waits_for.clear();
    if (at.line != 0) who.site = site(called_at(at));
    finding.goroutines.push_back(std::move(who));
  }
  add_finding(std::move(finding));
  over();
}

}  // namespace heddle::engine
