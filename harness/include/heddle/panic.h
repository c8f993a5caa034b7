#pragma once

#include <heddle/here.h>
#include <heddle/trace/kind.h>

#include <exception>
#include <string>
#include <type_traits>
#include <utility>

namespace heddle {

using trace::Kind;
using trace::Kinds;

// A panic on its way up a goroutine, as in Go. `catch (const Panic&)` is recover(). A panic that
// leaves its goroutine ends the run with a finding of `kind()`.
//
// It does not derive from std::exception on purpose: code under test that swallows
// std::exception must not swallow a panic.
class Panic {
 public:
  // For the library: panic() raises one with Kind::panic, misuse of a primitive one with its own.
  Panic(Kind kind, std::string message, Here at)
      : message_(std::move(message)), at_(at), kind_(kind) {}

  // The message, for handlers that print what().
  const char* what() const noexcept { return message_.c_str(); }
  // What panic() was given, or Go's words for the misuse.
  const std::string& message() const noexcept { return message_; }
  // What the finding is called if nobody recovers.
  Kind kind() const noexcept { return kind_; }
  // Where it was raised.
  Here at() const noexcept { return at_; }

 private:
  std::string message_;
  Here at_;
  Kind kind_;
};

// Go's panic(message).
[[noreturn]] void panic(std::string message, Here at = Here::current());

namespace detail {
// True while the run is tearing a goroutine down in a way in which deferred calls must not run.
bool unwinding_since(int exceptions) noexcept;
// A goexit that a handler has swallowed is raised again at the next operation, but not inside of
// deferred functions: true when one was pending, which is put off until resume_goexit.
bool pause_goexit() noexcept;
[[noreturn]] void resume_goexit();
// Records a panic that was raised while another one was unwinding, and abandons the goroutine.
[[noreturn]] void panic_while_unwinding() noexcept;
}  // namespace detail

// Go's defer: runs its function when the scope ends, also when a panic or goexit passes through.
//
//     Defer unlock([&] { mu.unlock(); });
//
// The function may panic. While another panic is already unwinding C++ cannot carry a second one:
// it is recorded, and the goroutine is abandoned (docs/semantics.md, G.2).
template <class F>
class [[nodiscard("a Defer that is not named runs at once")]] Defer {
 public:
  // `function` takes nothing and is called once, at the end of the scope.
  explicit Defer(F function, Here at = Here::current())
      : function_(std::move(function)), at_(at), exceptions_(std::uncaught_exceptions()) {}
  Defer(const Defer&) = delete;
  Defer& operator=(const Defer&) = delete;
  ~Defer() noexcept(false) {
    if (!detail::unwinding_since(exceptions_)) {
      // After a swallowed goexit the function still runs to its end; then goexit goes on.
      const bool leaving = detail::pause_goexit();
      call();
      if (leaving) detail::resume_goexit();
      return;
    }
    try {
      call();
    } catch (...) {
      detail::panic_while_unwinding();
    }
  }

 private:
  // A function that wants to know its place (cancel, stop) is told where it was deferred.
  void call() {
    if constexpr (std::is_invocable_v<F&, Here>) {
      function_(at_);
    } else {
      function_();
    }
  }
  F function_;
  Here at_;
  int exceptions_;
};

template <class F>
Defer(F) -> Defer<F>;

}  // namespace heddle
