#pragma once

// One run: one execution of a scenario under one schedule, on one thread.
//
// THE PROTOCOL. Every operation of a goroutine goes through three steps:
//
//   announce   write down what it is about to do, to which object, where. From now on strategies
//              see it. If it cannot complete now (the mutex is held) the goroutine is disabled
//              until it can.
//   decide     the strategy picks one of the ready goroutines. If that is another one, switch to
//              it, straight from fiber to fiber.
//   perform    when control comes back the goroutine has been picked: the operation can complete,
//              and it does. Then the goroutine runs on to its next operation.
//
// An operation whose *waiting* can be observed (a channel, a condition variable, the clock) does
// not get disabled. It is picked, finds that it must wait, and parks in a queue: a step of its own.
// Whoever completes it wakes it; the woken goroutine is ready again with the operation `resume`.
//
// Only what must be decided is a decision: one ready goroutine and no early firing on offer means
// there is nothing to ask and nothing to record.
//
// WHERE CODE RUNS. Announcing, deciding and performing happen on the goroutine's own stack. There
// is no scheduler fiber: a switch goes from the goroutine that stops to the one that goes on. The
// host (the caller of execute) runs before main starts, after main has returned (so that nothing
// overwrites the frame of the body, which other goroutines may still use), and when the run is
// over.
//
// REJECTED. A scheduler fiber between any two goroutines: two switches a decision instead of one.
// Threads with hand-off: 60 to 700 times slower. Offering operations that cannot complete and
// letting them retry: every retry is a step, and exhaustive search explodes. Deciding after instead
// of before an operation: strategies could not see what everybody is about to do.

#include <heddle/explore.h>
#include <heddle/panic.h>
#include <heddle/trace/finding.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/arena.h"
#include "engine/class_hash.h"
#include "engine/decision.h"
#include "engine/ensure.h"
#include "engine/follower.h"
#include "engine/goroutine.h"
#include "engine/observer.h"
#include "engine/plain_memory.h"
#include "engine/recorder.h"
#include "engine/rng.h"
#include "engine/stack_pool.h"
#include "engine/strategy.h"
#include "engine/stuck.h"
#include "engine/switches.h"
#include "engine/timers.h"
#include "engine/user_site.h"

namespace heddle::engine {

// What is run.
struct Program {
  void (*call)(const void* argument) = nullptr;  // the body
  const void* argument = nullptr;
  bool has_captures = false;  // the body may refer to memory outside of the run
  bool drain = true;
  bool detect_races = true;
  bool preempt_memory = false;  // accesses to shared plain memory are decisions
  bool channel_queue_fifo = true;
  TimerRules timers = TimerRules::go_1_23;
  Limits limits = {};
};

// The body of a scenario, or its repaired twin.
Program program_of(const Scenario& scenario, bool fixed = false);
Program program_of(const std::function<void()>& body);

// How a run ended. The findings stay with the Run until the next one.
struct RunResult {
  std::uint64_t steps = 0;  // operations performed
  std::uint64_t decisions = 0;
  std::uint64_t switches = 0;     // from one goroutine to another
  std::uint64_t preemptions = 0;  // switches away from a goroutine that could have gone on
  std::uint64_t hash = 0;         // over all decisions, ready sets and operations
  std::uint64_t class_hash = 0;   // of its happens-before class, if they are counted
  std::uint32_t goroutines = 0;   // ever started, main included
  std::uint32_t early_firings = 0;
  bool saw_memory = false;    // an access to a Var or, with instrumented code, to plain memory
  const char* cut = nullptr;  // why the run was given up, or null
};

// Thrown on the host, where there is no goroutine to leave, when a finding ends the run.
struct RunOver {};

class Run {
 public:
  Run() = default;
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // Executes the program once. `early` is the number of early firings allowed. Decisions go to
  // `log`, events to `recorder` if there is one.
  RunResult execute(const Program& program, Strategy& strategy, DecisionLog log,
                    std::uint32_t early, Recorder* recorder = nullptr);

  // Who is told about the runs from now on; null: nobody. Returns who was told before.
  Observer* observe(Observer* observer) noexcept {
    Observer* before = observer_;
    observer_ = observer;
    return before;
  }

  // Whether the runs from now on get a class_hash.
  void count_classes(bool on) noexcept { counts_classes_ = on; }
  bool counts_classes() const noexcept { return counts_classes_; }
  // A part of the operation `me` is about to record, see ClassHash.
  void touched(Goroutine& me, const trace::Touch& touch, Object& object) {
    class_hash_.touched(me, touch, object, arena_);
  }

  const Object* newest_object() const noexcept { return newest_object_; }
  // Neither cut nor ended by a finding.
  bool ended_by_itself() const noexcept { return !stopped_; }
  // What the last run showed.
  const std::vector<trace::Finding>& findings() const noexcept { return findings_; }
  // Everybody who was started in the last run, by ordinal (1 is main).
  const Goroutine& goroutine(std::uint32_t ordinal) const { return *goroutines_[ordinal - 1]; }
  Goroutine& goroutine(std::uint32_t ordinal) { return *goroutines_[ordinal - 1]; }
  std::uint32_t goroutine_count() const noexcept {
    return static_cast<std::uint32_t>(goroutines_.size());
  }
  std::uint64_t steps() const noexcept { return steps_; }

  // For a worker's signal handlers and the process that watches it: how far the run is, who is
  // running, or null, and whether a fault at this address means that a goroutine has used up its
  // stack.
  const RunResult& so_far() const noexcept { return result_; }
  const Goroutine* running() const noexcept { return running_; }
  bool is_stack_overflow(const void* address) const noexcept {
    return stacks_.is_overflow(address);
  }

  // This many operations in a row that change nothing, while nobody else changes anything either,
  // count as spinning.
  static constexpr std::uint32_t spin_limit = 64;

  // How often limits other than the step limit are looked at, and how long the clock can stand
  // still and a goroutine be ready until keep_fair sees to them.
  static constexpr std::uint64_t attention_interval_steps = 1024;
  // A goroutine that is ready for longer than this, or than half of a run, is treated unfairly.
  static constexpr std::uint64_t fair_window_most_steps = 1000;

  // --- For the primitives -----------------------------------------------------------------------

  // The run of this thread; a usage error when there is none.
  static Run& here(const Here& at) {
    Run* run = current_;
    if (run == nullptr) [[unlikely]]
      outside(at);
    run->entered_at_ = &at;
    return *run;
  }
  static Run* current() noexcept { return current_; }
  // For operations that do not pass through here().
  void entered(const void* frame) noexcept { entered_at_ = frame; }
  std::uint64_t number() const noexcept { return number_; }
  Goroutine& me() const noexcept { return *running_; }
  Arena& arena() noexcept { return arena_; }
  // Memory that the program asks for (make<T>), apart from the harness's own.
  Arena& program_memory() noexcept { return program_memory_; }
  // Whether this memory is the harness's own, where what instrumented code does (the program's and
  // our copy of a standard template may be one) is no access of the program.
  bool owns(const void* address) const noexcept;
  // The goroutine's access key now.
  std::uint64_t key_of(const Goroutine& goroutine) const noexcept {
    return access_key::make(run_tag_, goroutine.ordinal - 1,
                            goroutine.clock[goroutine.ordinal - 1]);
  }
  const Program& program() const noexcept { return *program_; }
  Timers& timers() noexcept { return timers_; }
  const StackPool& stacks() const noexcept { return stacks_; }
  Stuck& stuck() noexcept { return stuck_; }  // for recorded runs

  // The state of a primitive in this run, made at its first use.
  template <class State>
  State& object(const detail::Anchor& anchor, const Here& at) {
    if (anchor.run == number_) [[likely]]
      return *static_cast<State*>(anchor.state);
    State& state = new_object<State>(anchor.identity(), at);
    if (recorder_ != nullptr) [[unlikely]]
      stuck_.reach(state).place = &anchor;
    anchor.state = &state;
    anchor.run = number_;
    return state;
  }
  template <class State>
  State& new_object(std::uint64_t identity, const Here& at) {
    auto* state = ::new (arena_.take(sizeof(State), alignof(State))) State();
    adopt(*state, State::object_type, identity, at);
    return *state;
  }
  std::uint64_t new_identity() noexcept;

  // Announces an operation that can complete now (or whose waiting is a step of its own) and
  // returns when the goroutine has been picked to perform it.
  void step(Goroutine& me, OpKind kind, Object* object, const Here& at, std::uint8_t facts = 0) {
    announce(me, kind, object, at, facts);
    me.state = State::ready;
    if (me.idle_steps >= spin_limit || me.leaving) [[unlikely]]
      unusual(me);
    decide(me);
  }

  // Announces an acquire of an object and returns when the goroutine has been picked while the
  // acquire can complete. `enabled` says whether it can now. Between the two calls every `took`
  // and `gave` on the object disables and enables it.
  void step_acquire(Goroutine& me, OpKind kind, Object& object, const Here& at, bool enabled);
  // For every goroutine that has announced an acquire of the object: `enabled(g)` tells whether it
  // can complete in the state just reached.
  template <class Enabled>
  void reconsider(Object& object, Enabled enabled) {
    for (Goroutine* g = object.contenders; g != nullptr; g = g->contend_next) {
      const bool now = enabled(*g);
      if (now == (g->state == State::ready)) continue;
      if (now) {
        enable(*g);
      } else {
        disable(*g);
      }
    }
  }

  // Between the two, what the program's code does for the harness (it compares keys, copies values)
  // is no access of the program and can be no decision.
  void begin_own_time(Goroutine& me) noexcept {
    if (plain_) [[unlikely]]
      unwatch(me);
  }
  void end_own_time(const Goroutine& me) {
    if (plain_) [[unlikely]]
      watch(me);
  }

  // Parks the running goroutine, which has queued itself somewhere, until `wake`. Its operation
  // says what it waits in.
  void park(Goroutine& me);
  // Makes a parked goroutine ready.
  void wake(Goroutine& goroutine);

  // The current goroutine ends here. Does not return.
  [[noreturn]] void finish(Goroutine& me);

  // Whether the operation just performed changed anything others can see. Feeds spin detection.
  void changed(Goroutine& me) noexcept {
    ++changes_;
    me.idle_steps = 0;
    me.read_clock = false;
    if (held_ != nullptr) [[unlikely]]
      release_held();
  }
  void looked(Goroutine& me) noexcept {
    if (me.idle_changes != changes_) {
      me.idle_changes = changes_;
      me.idle_steps = 0;
    }
    ++me.idle_steps;
  }
  // The same for a goroutine that gives way: two in a row without a change count as spinning.
  void gave_way(Goroutine& me) noexcept {
    looked(me);
    me.idle_steps += spin_limit / 2 - 1;
  }

  // Happens-before. `release`: what the goroutine knows replaces what the place knew. `join`: it is
  // added to it. `edge` says which edge arrives (engine/edge.h); always inlined, so that it costs
  // nothing where it cannot be switched off.
  [[gnu::always_inline]] void acquire(Goroutine& me, const Sync& sync, Edge edge) {
    if (!is_off(edge)) acquire(me, sync);
  }
  [[gnu::always_inline]] void join_into(Sync& to, const Sync& from, Edge edge) {
    if (!is_off(edge)) join_into(to, from);
  }
  void release(Goroutine& me, Sync& sync) {
    if (watching_) [[likely]] {
      if (follower_ != nullptr) [[unlikely]]
        follow([&](Follower& follower) { follower.leaves(sync, false); });
      if (tracking_) {
        sync.clock.assign(me.clock, arena_);
        me.clock.tick(me.ordinal - 1);
        if (plain_) [[unlikely]]
          watch(me);
      }
      if (recorder_ != nullptr) [[unlikely]]
        recorder_->release(sync, false);
    }
  }
  void release_join(Goroutine& me, Sync& sync) {
    if (watching_) [[likely]] {
      if (follower_ != nullptr) [[unlikely]]
        follow([&](Follower& follower) { follower.leaves(sync, true); });
      if (tracking_) {
        sync.clock.join(me.clock, arena_);
        me.clock.tick(me.ordinal - 1);
        if (plain_) [[unlikely]]
          watch(me);
      }
      if (recorder_ != nullptr) [[unlikely]]
        recorder_->release(sync, true);
    }
  }
  // For an operation that changes more than the object it was announced on.
  void also(const trace::Touch& touch) {
    if (follower_ != nullptr) [[unlikely]]
      follow([&](Follower& follower) { follower.also(touch); });
  }
  Follower* follower() const noexcept { return follower_; }
  bool tracking() const noexcept { return tracking_; }
  // Whether accesses to plain memory are checked in this run.
  bool plain() const noexcept { return plain_; }

  // Tells the recorder and the observer of the operation `me` has just performed.
  void record(Goroutine& me, std::uint64_t a = 0, std::uint64_t b = 0) {
    if (is_told(me.op.kind)) tell_step(me, a, b, false);
  }
  void record_wait(Goroutine& me) {
    if (is_told(me.op.kind)) tell_step(me, 0, 0, true);
  }
  // The same for what is no step of a goroutine; 0 is the clock.
  void record_aside(std::uint32_t goroutine, OpKind kind, const Object* object, const Here& at,
                    std::uint64_t a = 0, std::uint64_t b = 0) {
    if (is_told(kind)) tell(goroutine, kind, object, at, a, b, false);
  }
  // Whether anybody wants to know of operations of this kind.
  bool is_told(OpKind kind) const noexcept { return (told_kinds_ & Observer::bit(kind)) != 0; }
  Recorder* recorder() noexcept { return recorder_; }
  void saw_memory() noexcept { result_.saw_memory = true; }

  // Who holds which locks, for detection. `took` at the operation that takes the lock.
  void took(Goroutine& me, Hold& hold, Object& object, bool shared) {
    // Misuse by others may have left it linked.
    if (hold.holder != nullptr) [[unlikely]]
      gave(me, hold);
    if (me.holds != nullptr) {
      if (observer_ != nullptr) observer_->took_more(me);
      me.holds->previous = &hold;
    }
    hold.holder = &me;
    hold.object = &object;
    hold.next = me.holds;
    hold.previous = nullptr;
    hold.step = steps_;
    hold.shared = shared;
    detail::assign(hold.at, me.op.at);
    me.holds = &hold;
  }
  void gave(const Goroutine& me, Hold& hold) {
    if (hold.holder != &me) [[unlikely]] {
      // It was handed to somebody who has not yet gone on, and is given up already.
      if (hold.holder == nullptr) return;
      if (observer_ != nullptr) observer_->given_up_by_other(*hold.object);
    }
    (hold.previous == nullptr ? hold.holder->holds : hold.previous->next) = hold.next;
    if (hold.next != nullptr) hold.next->previous = hold.previous;
    hold.holder = nullptr;
  }
  // A shared hold on this lock: the goroutine's own if it has one, else anybody's.
  Hold* shared_hold(const Goroutine& me, const Object& object) const noexcept;

  // A number in [0, n) from the strategy, recorded when n >= 2.
  std::uint32_t choose(DecisionKind kind, std::uint32_t n);
  std::uint64_t random_bits();

  // A goroutine that is ready to be launched, with room for its closure.
  // `creator` is null for what nobody in particular starts (a timer's function); `origin` is then
  // the identity of what does, from which the goroutine gets its own, and `started_by` the place
  // whose releases happen before the start.
  Goroutine& spawn(Goroutine* creator, const detail::Body& body, std::string_view name, Here at,
                   std::uint64_t origin = 0);
  void launch(Goroutine& goroutine, const Sync* started_by = nullptr);

  // Ends the run with a finding; does not return. `stop` is for what Go calls fatal.
  [[noreturn]] void stop(Kind kind, std::string message, const Here& at);
  // A finding about this moment, to be completed.
  trace::Finding new_finding(Kind kind, std::string message) const;
  // Adds a finding; the run goes on.
  void add_finding(trace::Finding finding);
  [[noreturn]] void give_up(const char* why);
  // An assumption of the running goroutine does not hold.
  [[noreturn]] void fail_assumption();
  // Describes a goroutine as it is now.
  trace::Involved describe(const Goroutine& goroutine);
  trace::Site site(const Here& at) const;
  // The variable on the stack of `owner` at this address, with the place where it is declared;
  // empty where that cannot be known.
  std::string local_at(const Goroutine& owner, std::uintptr_t address);
  // The place of a call that is being made now, in the user's code.
  Here called_at(const Here& at) const;
  std::uint32_t live_goroutines() const noexcept { return live_; }

  // make<T>: destructors to call when every goroutine has ended.
  void at_end(void (*destroy)(void*), void* object);

  // Function-local statics whose initialisation is under way.
  struct PendingStatic {
    unsigned char* guard;
    Goroutine* owner;
    Object* object;
  };
  std::vector<PendingStatic> pending_statics;

  // Before the clock moves.
  void clock_moves(bool early) {
    clock_moved_step_ = steps_;
    if (follower_ != nullptr) [[unlikely]]
      follow([early](Follower& follower) { follower.clock_step(early); });
  }
  // The set of timers, or of goroutines that poll the clock, has changed.
  void clock_changed() noexcept {
    may_move_clock_ = (early_left_ != 0 && timers_.any()) || pollers_held_ != 0;
    always_goes_on_ = !may_move_clock_ && follower_ == nullptr;
  }
  // The clock has fired a timer: what others can see may have changed.
  void clock_acted() noexcept {
    ++changes_;
    if (held_ != nullptr) release_held();
  }
  bool somebody_ready() const noexcept { return ready_count_ != 0; }
  // Whether the next thing happens outside all goroutines: the clock, the end of the run.
  bool on_host() const noexcept { return on_host_; }

 private:
  // Tells the follower, which there is, in the harness's own time.
  template <class Tell>
  void follow(Tell tell) {
    if (plain_) [[unlikely]] {
      const Unwatched unwatched;
      tell(*follower_);
    } else {
      tell(*follower_);
    }
  }
  void acquire(Goroutine& me, const Sync& sync) {
    if (watching_) [[likely]] {
      if (follower_ != nullptr) [[unlikely]]
        follow([&](Follower& follower) { follower.takes_up(sync); });
      if (tracking_) me.clock.join(sync.clock, arena_);
      if (recorder_ != nullptr) [[unlikely]]
        recorder_->acquire(sync);
    }
  }
  // From one place to another, without a goroutine: what the clock, or a partner that waits, knows.
  void join_into(Sync& to, const Sync& from) {
    if (follower_ != nullptr) [[unlikely]]
      follow([&](Follower& follower) { follower.carries(to, from); });
    if (tracking_) to.clock.join(from.clock, arena_);
    if (recorder_ != nullptr) [[unlikely]]
      recorder_->join(to, from);
  }

  // First functions of main, and of every other goroutine.
  static void main_entry(void* goroutine);
  static void goroutine_entry(void* goroutine);
  static void call_main(void* closure);
  static void install_terminate_handler() noexcept;
  void begin(Goroutine& me);
  [[noreturn]] void panicked();

  [[noreturn]] static void outside(const Here& at);
  void adopt(Object& object, ObjectType type, std::uint64_t identity, const Here& at);

  void tell_step(Goroutine& me, std::uint64_t a, std::uint64_t b, bool waits);
  // Makes the place of a goroutine's operation one in the user's code.
  void find_place(Goroutine& goroutine);
  // In a recorded run, for the trace: of all there are.
  void find_places();
  // The calls a goroutine is in. False when it has none, or they cannot be known.
  bool walk(Goroutine& goroutine, CallChain& chain);
  // Has a suspended goroutine walk its own stack: switches to it and back.
  void visit(Goroutine& goroutine, CallChain& chain);
  void answer_visit(Goroutine& me);
  void tell(std::uint32_t goroutine, OpKind kind, const Object* object, const Here& at,
            std::uint64_t a, std::uint64_t b, bool waits);
  void tell_watchers(const Performed& what);
  // Whether the strategy or the observer wants to know of it.
  bool is_watched(OpKind kind) const noexcept {
    return ((watched_kinds_ | observed_kinds_) & Observer::bit(kind)) != 0 ||
           steps_ >= tell_all_step_;
  }

  void announce(Goroutine& me, OpKind kind, Object* object, const Here& at, std::uint8_t facts) {
    me.op.kind = kind;
    me.op.facts = facts;
    me.op.object = object;
    detail::assign(me.op.at, at);
  }

  // The hot path: `me` has announced and is still in the ready array, or has left it.
  void decide(Goroutine& me) {
    if (++steps_ >= attention_step_) [[unlikely]]
      attention(me);
    if (ready_count_ == 1 && me.state == State::ready && always_goes_on_) {
      me.state = State::running;
      return;
    }
    decide_slowly(me);
  }
  // There is a decision to take, or somebody to tell.
  void decide_slowly(Goroutine& me) {
    if (ready_count_ == 1 && me.state == State::ready && !may_move_clock_) {
      me.state = State::running;
      follow([&me](Follower& follower) { follower.step(me); });
      return;
    }
    me.ready_since = steps_;
    if (plain_) [[unlikely]]
      unwatch(me);
    Goroutine* next = choose_next(&me);
    if (next != &me) switch_to(me, next);
    if (plain_) [[unlikely]] {
      // Others have entered since; this operation may have more steps.
      entered_at_ = me.entered_at;
      watch(me);
    }
  }
  // The running goroutine's accesses are, or are no longer, the program's.
  void watch(const Goroutine& me);
  void unwatch(Goroutine& me) noexcept;

  // The goroutine that goes on, in state running; null when the run is over.
  Goroutine* choose_next(Goroutine* me);
  [[gnu::always_inline]] inline Goroutine* decided(Goroutine* me, bool clock);
  bool somebody_after_all();
  // Null: to the host.
  void switch_to(Goroutine& from, Goroutine* to);
  void resume_from_host(Goroutine& to);
  [[noreturn]] void leave(Goroutine& from, Goroutine* to);
  void attention(Goroutine& me);
  void keep_fair(Goroutine& me);
  void unusual(Goroutine& me);
  void enable(Goroutine& goroutine);
  void disable(Goroutine& goroutine);
  void hold_back(Goroutine& me);
  void release_held() noexcept;
  void add_ready(Goroutine& goroutine);
  void remove_ready(Goroutine& goroutine);
  void forget_held() noexcept;
  [[noreturn]] void over();
  bool last_steps_were_fair() const noexcept;

  void prepare(const Program& program, Strategy& strategy, DecisionLog log, std::uint32_t early,
               Recorder* recorder);
  void loop();
  void main_returned();
  void conclude();
  void destroy_made();
  void report_stuck();
  [[noreturn]] void reached_step_limit();
  [[noreturn]] void reached_limit(const char* what, std::uint64_t limit);

  static constinit thread_local Run* current_;

  // Hot.
  Goroutine* running_ = nullptr;
  const Goroutine* left_ = nullptr;  // was running when the run was ended: has no frames any more
  // Where the running goroutine has last entered the harness: the place it gave lies at the end of
  // the caller's frame, so what is below on its stack is ours.
  const void* entered_at_ = nullptr;
  Goroutine** ready_ = nullptr;
  std::uint32_t ready_count_ = 0;
  bool may_move_clock_ = false;  // see clock_changed
  bool always_goes_on_ = true;   // who alone is ready goes on, and nobody need know
  std::uint64_t steps_ = 0;
  std::uint64_t attention_step_ = 0;
  std::uint64_t fair_window_steps_ = 0;  // who is ready for longer than this is treated unfairly
  std::uint64_t last_unfair_step_ = 0;   // when such a goroutine was picked at last
  std::uint64_t clock_moved_step_ = 0;
  std::uint64_t fairness_looked_step_ = 0;  // when keep_fair looked at last
  std::uint64_t ready_key_ = 0;             // exclusive-or of the identities of who is ready
  std::uint64_t hash_ = 0;
  std::uint64_t changes_ = 0;
  Goroutine* held_ = nullptr;
  bool watching_ = false;  // tracking_, a recorder or a follower
  bool tracking_ = false;
  bool plain_ = false;  // tracking_ and there is instrumented code
  bool counts_classes_ = false;
  std::uint64_t told_kinds_ = 0;  // bits of the kinds that anybody wants to know of
  Recorder* recorder_ = nullptr;
  Follower* follower_ = nullptr;
  CallChain* visit_ = nullptr;  // to be filled in by the goroutine that is switched to next
  Strategy* strategy_ = nullptr;
  DecisionLog log_;
  ExceptionState* exceptions_ = nullptr;
  std::uint64_t number_ = 0;
  std::uint64_t run_tag_ = 0;  // of access keys
  ClassHash class_hash_;
  RunResult result_;
  Arena arena_;

  // The rest.
  Arena program_memory_;
  const Program* program_ = nullptr;
  Observer* observer_ = nullptr;
  std::uint64_t observed_kinds_ = 0;  // by observer_
  std::uint64_t watched_kinds_ = 0;   // by strategy_
  std::uint64_t tell_all_step_ = 0;   // from here on the observer is told about all kinds
  std::uint32_t live_ = 0;
  std::uint32_t early_left_ = 0;
  std::uint32_t pollers_held_ = 0;
  std::uint64_t step_limit_ = 0;
  bool on_host_ = true;
  bool ended_ = false;        // by stop or give_up: the rest is abandoned
  bool stopped_ = false;      // ended by stop, give_up or a limit
  bool main_left_ = false;    // the body has just returned; the host goes on
  bool main_exited_ = false;  // main called goexit
  std::uint32_t ready_capacity_ = 0;
  std::uint32_t objects_ = 0;
  Object* newest_object_ = nullptr;
  std::vector<Goroutine*> goroutines_;
  Fiber host_;
  void* host_fake_stack_ = nullptr;
  const void* host_stack_low_ = nullptr;
  Fiber visitor_;
  std::size_t host_stack_bytes_ = 0;
  ExceptionState host_exceptions_;
  enum class Phase : std::uint8_t { main, drain } phase_ = Phase::main;
  StackPool stacks_;
  Timers timers_{*this};
  Stuck stuck_{*this};
  std::vector<trace::Finding> findings_;
  struct Destructor {
    void (*destroy)(void*);
    void* object;
  };
  std::vector<Destructor> destructors_;
};

}  // namespace heddle::engine
