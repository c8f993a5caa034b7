// From the host's side: setting a run up, letting it go, taking it down.

#include <heddle/handle.h>

#include <cxxabi.h>

#include "engine/run.h"
#include "engine/sanitizer.h"

namespace heddle::engine {
namespace {

std::uint64_t next_run_number() noexcept {
  static std::uint64_t last = 0;
  return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}

// The exception handling state of this thread; its address does not change.
ExceptionState* thread_exceptions() noexcept {
  return reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
}

}  // namespace

void Run::prepare(const Program& program, Strategy& strategy, DecisionLog log, std::uint32_t early,
                  Recorder* recorder) {
  program_ = &program;
  strategy_ = &strategy;
  log_ = log;
  log_.clear();
  recorder_ = recorder;
  tracking_ = program.detect_races;
  follower_ = strategy.follower();
  watching_ = tracking_ || recorder != nullptr || follower_ != nullptr;
  number_ = next_run_number();
  plain_ = tracking_ && plain_memory != nullptr;
  if (plain_) {
    if ((number_ & access_key::run_mask) == 0) number_ = next_run_number();
    run_tag_ = (number_ & access_key::run_mask) << access_key::run_shift;
  }
  exceptions_ = thread_exceptions();
  arena_.reset();
  program_memory_.reset();
  stacks_.begin_run(program.limits.stack_bytes);
  timers_.begin_run();
  goroutines_.clear();
  destructors_.clear();
  findings_.clear();
  result_ = {};
  running_ = nullptr;
  left_ = nullptr;
  ready_count_ = 0;
  ready_key_ = 0;
  hash_ = 0;
  steps_ = 0;
  changes_ = 0;
  held_ = nullptr;
  pollers_held_ = 0;
  live_ = 0;
  objects_ = 0;
  newest_object_ = nullptr;
  phase_ = Phase::main;
  ended_ = false;
  stopped_ = false;
  main_exited_ = false;
  early_left_ = early;
  clock_changed();
  if (follower_ != nullptr) follower_->begins(early);
  step_limit_ = program.limits.steps;
  fair_window_steps_ = step_limit_ / 2;
  if (fair_window_steps_ > fair_window_most_steps) fair_window_steps_ = fair_window_most_steps;
  last_unfair_step_ = 0;
  clock_moved_step_ = 0;
  fairness_looked_step_ = 0;
  attention_step_ = step_limit_ < attention_interval_steps ? step_limit_ : attention_interval_steps;
  if (plain_) plain_memory->begin_run(*this);
  watched_kinds_ = strategy.watched_kinds();
  told_kinds_ = recorder != nullptr ? ~std::uint64_t{0} : watched_kinds_;
  if (counts_classes_) {
    class_hash_.begin_run();
    told_kinds_ |= ClassHash::kinds(program.preempt_memory);
  }
  tell_all_step_ = ~std::uint64_t{0};
  if (observer_ == nullptr) return;
  observer_->begin(*this);
  observed_kinds_ = observer_->kinds();
  told_kinds_ |= observed_kinds_;
  const std::uint64_t last_steps = observer_->last_steps();
  tell_all_step_ = step_limit_ > last_steps ? step_limit_ - last_steps : 0;
  if (attention_step_ > tell_all_step_) attention_step_ = tell_all_step_;
}

RunResult Run::execute(const Program& program, Strategy& strategy, DecisionLog log,
                       std::uint32_t early, Recorder* recorder) {
  if (current_ != nullptr) {
    usage_error("a run was started inside a run: explore cannot be nested", Here::current());
  }
  install_terminate_handler();
  prepare(program, strategy, log, early, recorder);
  current_ = this;
  host_exceptions_ = *exceptions_;
  if (recorder_ != nullptr) {
    recorder_->clear();
    stuck_.begin_run();
    __atomic_add_fetch(&detail::runs_with_counted_handles, 1, __ATOMIC_RELAXED);
  }
  const detail::Body body{call_main, 0, 16};
  Goroutine& main = spawn(nullptr, body, {}, Here{});
  launch(main, nullptr);
  loop();
  conclude();
  if (recorder_ != nullptr) {
    __atomic_sub_fetch(&detail::runs_with_counted_handles, 1, __ATOMIC_RELAXED);
  }
  current_ = nullptr;
  running_ = nullptr;
  if (!ended_ && live_ == 0) destroy_made();
  stacks_.trim();
  if (plain_ && plain_memory->saw_accesses()) result_.saw_memory = true;
  result_.steps = steps_;
  result_.hash = hash_;
  if (counts_classes_) {
    result_.class_hash = ClassHash::part(class_hash_.clock_hash());
    for (const Goroutine* goroutine : goroutines_) {
      result_.class_hash += ClassHash::part(goroutine->class_hash);
    }
  }
  result_.goroutines = static_cast<std::uint32_t>(goroutines_.size());
  // After a failed assumption nothing that was seen stands for anything.
  const bool went_on = follower_ != nullptr && result_.cut != nullptr;
  if (observer_ != nullptr && !went_on) {
    observer_->ended(findings_);
    std::erase_if(findings_, [](const trace::Finding& finding) { return is_off(finding.kind); });
  }
  return result_;
}

void Run::watch(const Goroutine& me) {
  const std::uint32_t slot = me.ordinal - 1;
  const std::uint32_t time = me.clock[slot];
  if (slot >= access_key::slots_max) {
    reached_limit("goroutines while plain memory is checked", access_key::slots_max);
  }
  if (time > access_key::time_mask) {
    reached_limit("releases of one goroutine while plain memory is checked", access_key::time_mask);
  }
  access_view.now = access_key::make(run_tag_, slot, time);
  access_view.every = recorder_ != nullptr || program_->preempt_memory;
  access_view.key = access_view.every ? 0 : access_view.now;
  access_view.frames = me.frames;
  access_view.depth = me.frame_depth;
}

void Run::unwatch(Goroutine& me) noexcept {
  me.frame_depth = access_view.depth;
  me.entered_at = entered_at_;
  access_view.now = 0;
  access_view.key = 0;
}

bool Run::owns(const void* address) const noexcept {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  const auto within = [at](const auto& sequence) {
    const auto begin = reinterpret_cast<std::uintptr_t>(sequence.data());
    return at >= begin && at - begin < sequence.capacity() * sizeof(sequence[0]);
  };
  const auto self = reinterpret_cast<std::uintptr_t>(this);
  return (at >= self && at - self < sizeof(*this)) || arena_.owns(at) ||
         (recorder_ != nullptr && recorder_->owns(address)) || within(goroutines_) ||
         within(findings_) || within(destructors_) || within(pending_statics);
}

void Run::resume_from_host(Goroutine& to) {
  on_host_ = false;
  running_ = &to;
  *exceptions_ = to.exceptions;
  void* fake_stack = nullptr;
  before_switch(&fake_stack, to.stack_low, static_cast<std::size_t>(to.stack_top - to.stack_low));
  switch_fiber(host_, to.fiber);
  after_switch(fake_stack, nullptr, nullptr);
  access_view = {};
  *exceptions_ = host_exceptions_;
  on_host_ = true;
}

void Run::loop() {
  for (;;) {
    Goroutine* next = nullptr;
    try {
      next = choose_next(nullptr);
    } catch (const RunOver&) {
      return;
    }
    if (next == nullptr) return;
    resume_from_host(*next);
    if (ended_) return;
    if (running_ == goroutines_[0] && main_left_) {
      main_left_ = false;
      main_returned();
      if (ended_) return;
    } else {
      return;  // nobody can go on
    }
  }
}

}  // namespace heddle::engine
