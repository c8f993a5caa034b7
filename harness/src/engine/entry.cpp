// How goroutines begin, and every way in which they end.

#include <heddle/goroutine.h>
#include <heddle/panic.h>

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <utility>

#include "engine/run.h"
#include "engine/sanitizer.h"

#ifdef HEDDLE_ASAN
// Abandoned stacks are no use after return, and what they held is no leak of the program.
extern "C" const char* __asan_default_options() {
  return "detect_stack_use_after_return=0:detect_leaks=0";
}
#endif

namespace heddle {

namespace {

// What goexit throws. Not derived from anything: only catch (...) can stop it, and then it is
// raised again at the next operation.
struct Goexit {};

std::terminate_handler terminate_before = nullptr;

// The C++ name of the exception that is being handled.
std::string current_exception_type() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "unknown exception";
  int status = 0;
  char* readable = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
  std::string name = status == 0 ? readable : type->name();
  std::free(readable);
  return name;
}

std::string current_exception_text() {
  try {
    throw;
  } catch (const Panic& panic) {
    return panic.message();
  } catch (const std::exception& exception) {
    return current_exception_type() + ": " + exception.what();
  } catch (...) {
    return current_exception_type();
  }
}

// std::terminate on a goroutine is a finding of the run, not the end of the process: the goroutine
// is abandoned where it stands.
[[noreturn]] void on_terminate() {
  engine::Run* run = engine::Run::current();
  if (run != nullptr && !run->on_host()) {
    std::string what = "std::terminate was called";
    if (std::current_exception() != nullptr) what += ": " + current_exception_text();
    run->stop(Kind::crash, std::move(what), Here{});
  }
  if (terminate_before != nullptr) terminate_before();
  std::abort();
}

}  // namespace

void goexit() {
  engine::Run::here(Here::current()).me().leaving = true;
  throw Goexit{};
}

void panic(std::string message, Here at) {
  engine::Run::here(at);
  throw Panic(Kind::panic, std::move(message), at);
}

namespace detail {

bool pause_goexit() noexcept {
  engine::Run* run = engine::Run::current();
  if (run == nullptr || run->on_host() || !run->me().leaving) return false;
  // Only when it has been swallowed: while it unwinds, or in a handler, nothing is raised anyway.
  if (std::uncaught_exceptions() != 0 || std::current_exception() != nullptr) return false;
  return std::exchange(run->me().leaving, false);
}

void resume_goexit() { goexit(); }

bool unwinding_since(int exceptions) noexcept { return std::uncaught_exceptions() > exceptions; }

void panic_while_unwinding() noexcept {
  engine::Run* run = engine::Run::current();
  std::string second = current_exception_text();
  if (run == nullptr || run->on_host()) std::terminate();
  run->stop(Kind::panic, "panic while another panic was unwinding: " + second, Here{});
}

}  // namespace detail

namespace engine {

void Run::install_terminate_handler() noexcept {
  if (std::get_terminate() != on_terminate) terminate_before = std::set_terminate(on_terminate);
}

void Run::call_main(void*) {
  const Program& program = *current_->program_;
  program.call(program.argument);
}

void Run::begin(Goroutine& me) {
  if (me.ordinal == 1) {
    after_switch(nullptr, &host_stack_low_, &host_stack_bytes_);
  } else {
    after_switch(nullptr, nullptr, nullptr);
  }
  if (recorder_ != nullptr) {
    Sync started;
    started.chain = me.spawn_chain;
    recorder_->acquire(started);
  }
  record(me);  // also without a recorder: a strategy that counts operations must count the same
  if (plain_) [[unlikely]]
    watch(me);
}

// Called inside a handler.
void Run::panicked() {
  Kind kind = Kind::panic;
  std::string message;
  Here at;
  try {
    throw;
  } catch (const Panic& panic) {
    kind = panic.kind();
    message = "panic: " + panic.message();
    at = panic.at();
  } catch (...) {
    message = "an exception left the goroutine: " + current_exception_text();
  }
  stop(kind, std::move(message), at);
}

void Run::goroutine_entry(void* goroutine) {
  auto& me = *static_cast<Goroutine*>(goroutine);
  Run& run = *current_;
  run.begin(me);
  try {
    me.call(me.closure);
  } catch (const Goexit&) {
    me.leaving = false;
  } catch (...) {
    run.panicked();
  }
  run.finish(me);
}

// Main differs in how it returns: nothing may be called on this stack any more, because the frame
// of the body lies just below and goroutines that run on may still refer to it.
void Run::main_entry(void* goroutine) {
  auto& me = *static_cast<Goroutine*>(goroutine);
  Run& run = *current_;
  bool exited = false;
  run.begin(me);
  try {
    me.call(me.closure);
  } catch (const Goexit&) {
    exited = true;
  } catch (...) {
    run.panicked();
  }
  if (exited) {
    me.leaving = false;
    run.finish(me);
  }
  run.main_left_ = true;
  before_switch(nullptr, run.host_stack_low_, run.host_stack_bytes_);
  leave_fiber(run.host_);
}

}  // namespace engine
}  // namespace heddle
