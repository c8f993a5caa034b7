#pragma once

// A fiber: a stack and the place where it goes on. Two ways to switch, chosen when Heddle is built:
//
// - our own assembly (default): saves the callee-saved registers on the stack and ends in `ret`, so
//   that the processor's return predictor stays in step with the frames it unwinds into. The
//   floating-point control words are not switched: all goroutines of a run share them.
// - Boost.Context's fcontext (HEDDLE_FIBER=boost): portable, slower at real call depth, because it
//   ends in an indirect jump.

#include <cstddef>

namespace heddle::engine {

struct Fiber {
  void* context = nullptr;
};

// What a new fiber calls first; it must not return.
using FiberEntry = void (*)(void* argument);

// Prepares a fiber that calls entry(argument) on the stack that ends (highest address) at `top`.
// `bytes` is the room below `top`.
Fiber make_fiber(void* top, std::size_t bytes, FiberEntry entry, void* argument) noexcept;

#ifdef HEDDLE_FIBER_BOOST
void switch_fiber(Fiber& from, Fiber& to) noexcept;
[[noreturn]] void jump_for_good(Fiber& to) noexcept;

// As below. The jump saves registers on the stack it leaves, so it is made from far below the frame
// that has just returned.
[[gnu::always_inline]] inline void leave_fiber(Fiber& to) noexcept {
  void* volatile skipped = __builtin_alloca(8192);
  static_cast<void>(skipped);
  jump_for_good(to);
}
#else
extern "C" void heddle_fiber_switch(void** from, void* to) noexcept;
extern "C" void heddle_fiber_leave(void* to) noexcept;

// Leaves the running fiber, to be gone on with later, and goes on with `to`.
inline void switch_fiber(Fiber& from, Fiber& to) noexcept {
  heddle_fiber_switch(&from.context, to.context);
}
// Leaves the running fiber for good. Writes nothing to its stack but one return address, so that
// the frame of a function that has just returned stays as it was.
[[gnu::always_inline]] inline void leave_fiber(Fiber& to) noexcept {
  heddle_fiber_leave(to.context);
}
#endif

}  // namespace heddle::engine
