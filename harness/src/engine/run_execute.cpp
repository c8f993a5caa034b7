// From the host's side: setting a run up, letting it go, taking it down.

#include <heddle/handle.h>

#include <cxxabi.h>

#include "engine/run.h"
#include "engine/sanitizer.h"

namespace heddle::engine {
namespace {

constexpr std::uint64_t attention_interval_steps = 1024;

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
  watching_ = tracking_ || recorder != nullptr;
  number_ = next_run_number();
  exceptions_ = thread_exceptions();
  arena_.reset();
  stacks_.begin_run(program.limits.stack_bytes);
  timers_.begin_run();
  goroutines_.clear();
  destructors_.clear();
  findings_.clear();
  result_ = {};
  running_ = nullptr;
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
  main_exited_ = false;
  early_left_ = early;
  may_move_clock_ = false;
  step_limit_ = program.limits.steps;
  attention_step_ = step_limit_ < attention_interval_steps ? step_limit_ : attention_interval_steps;
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
  result_.steps = steps_;
  result_.hash = hash_;
  result_.goroutines = static_cast<std::uint32_t>(goroutines_.size());
  return result_;
}

void Run::resume_from_host(Goroutine& to) {
  on_host_ = false;
  running_ = &to;
  *exceptions_ = to.exceptions;
  void* fake_stack = nullptr;
  before_switch(&fake_stack, to.stack_low, static_cast<std::size_t>(to.stack_top - to.stack_low));
  switch_fiber(host_, to.fiber);
  after_switch(fake_stack, nullptr, nullptr);
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
