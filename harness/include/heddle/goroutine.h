#pragma once

#include <heddle/here.h>

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

namespace detail {

struct Body {
  void (*call)(void* closure);  // calls the closure and destroys it when it returns or throws
  std::size_t bytes;
  std::size_t alignment;
};

template <class F>
inline constexpr Body body_of = {[](void* closure) {
                                   struct Guard {
                                     F* function;
                                     ~Guard() { std::destroy_at(function); }
                                   } guard{static_cast<F*>(closure)};
                                   (*guard.function)();
                                 },
                                 sizeof(F), alignof(F)};

// A new goroutine, not yet ready, with room for the closure on its stack.
struct Spawned {
  void* closure;
  void* goroutine;
};
Spawned spawn(const Body& body, std::string_view name, Here at);
void launch(Spawned spawned);

}  // namespace detail

// What can run as a goroutine: called with no arguments. Capture by value what it needs; capture
// by reference only what outlives it.
template <class F>
concept GoroutineBody = std::invocable<std::decay_t<F>&>;

// Starts a goroutine (Go's `go`). It runs when the schedule says so.
template <GoroutineBody F>
void go(std::string_view name, F&& function, Here at = Here::current()) {
  using Function = std::decay_t<F>;
  const detail::Spawned spawned = detail::spawn(detail::body_of<Function>, name, at);
  ::new (spawned.closure) Function(std::forward<F>(function));
  detail::launch(spawned);
}

template <GoroutineBody F>
void go(F&& function, Here at = Here::current()) {
  go(std::string_view{}, std::forward<F>(function), at);
}

// Gives way to the others (runtime.Gosched). No promise, as in Go: the schedule may go on with the
// caller. In a loop that only polls, a goroutine that yields twice without changing anything waits
// until somebody else has made a step.
void yield(Here at = Here::current());

// Ends the calling goroutine; its Defers run (runtime.Goexit).
[[noreturn]] void goexit();

// Goroutines that have been started and have not ended, main included.
int num_goroutine(Here at = Here::current());

// The simulated machine: GOMAXPROCS is remembered and makes no difference, as the schedule already
// interleaves at every operation.
int num_cpu() noexcept;
int gomaxprocs(int n) noexcept;

}  // namespace heddle
