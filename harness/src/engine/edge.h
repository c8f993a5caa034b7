#pragma once

// The happens-before edges between goroutines, each with its name. There are no others: every join
// of clocks names the edge it stands for. The rows are those of docs/semantics.md, section A.
//
// An edge is named where it arrives. A release tells nobody in particular what it knows; which edge
// that becomes depends on who acquires it.

#include <cstdint>
#include <string_view>

namespace heddle::engine {

enum class Edge : std::uint8_t {
  spawn,             // A.1: go -> the start of the goroutine
  chan_send,         // A.3: a send -> its receive
  chan_close,        // A.4, A.21: close, cancel -> a receive that finds it closed
  chan_recv,         // A.5: a receive from an unbuffered channel -> the completion of its send
  chan_slot,         // A.6: the k-th receive -> the (k + capacity)-th send
  mutex_lock,        // A.10: unlock -> lock
  mutex_try_lock,    // A.12: unlock -> a try_lock that succeeds
  rw_write_write,    // A.10: unlock -> lock
  rw_write_read,     // A.11: unlock -> lock_shared
  rw_read_write,     // A.11: unlock_shared -> lock
  rw_try_lock,       // A.12: unlock, unlock_shared -> a try_lock that succeeds
  rw_try_read,       // A.12: unlock -> a try_lock_shared that succeeds
  once,              // A.14: the function's return -> the return of every run_once
  static_init,       // as A.14: the end of the initialisation -> whoever has waited for it
  waitgroup_done,    // A.15: done -> the wait it wakes
  waitgroup_zero,    // A.15: done -> a wait that finds zero
  cond,              // A.17: signal, broadcast -> the return of the wait it wakes
  atomic_load,       // A.18: a change -> a load
  atomic_update,     // A.18: a change -> a swap, add, and, or
  atomic_cas,        // A.18: a change -> a compare_and_swap, also a failed one
  atomic_value,      // A.18: the same for AtomicValue
  map_read,          // A.20: a write of a key -> a look at it
  map_write,         // A.20: a write of a key -> a write that tells what was there
  map_range,         // A.20: a write of a key -> a range that meets it
  pool,              // A.20: put -> the get that returns the item
  context_err,       // A.21: cancel -> err() or cause() that is not nil
  context_child,     // A.21: cancel -> the making of a child, closed from the start
  context_function,  // A.21: cancel -> the start of an after_func's function
  context_register,  // A.21: the call of after_func -> the start of its function
  context_deadline,  // A.21, A.22: the call of with_deadline -> what its deadline closes
  timer_tick,        // A.22: start or reset of a timer -> the receive of its tick
  timer_function,    // A.22: start or reset of a timer -> the start of its function
  annotation,        // told by the program: __tsan_release -> __tsan_acquire, and its own locks
};

inline constexpr unsigned edge_count = static_cast<unsigned>(Edge::annotation) + 1;

// "chan-send" for Edge::chan_send. For tests.
constexpr std::string_view word(Edge edge) noexcept {
  constexpr std::string_view words[edge_count] = {"spawn",
                                                  "chan-send",
                                                  "chan-close",
                                                  "chan-recv",
                                                  "chan-slot",
                                                  "mutex-lock",
                                                  "mutex-try-lock",
                                                  "rw-write-write",
                                                  "rw-write-read",
                                                  "rw-read-write",
                                                  "rw-try-lock",
                                                  "rw-try-read",
                                                  "once",
                                                  "static-init",
                                                  "waitgroup-done",
                                                  "waitgroup-zero",
                                                  "cond",
                                                  "atomic-load",
                                                  "atomic-update",
                                                  "atomic-cas",
                                                  "atomic-value",
                                                  "map-read",
                                                  "map-write",
                                                  "map-range",
                                                  "pool",
                                                  "context-err",
                                                  "context-child",
                                                  "context-function",
                                                  "context-register",
                                                  "context-deadline",
                                                  "timer-tick",
                                                  "timer-function",
                                                  "annotation"};
  return words[static_cast<unsigned>(edge)];
}

}  // namespace heddle::engine
