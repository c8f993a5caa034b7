#pragma once

#include <heddle/context.h>
#include <heddle/error.h>
#include <heddle/here.h>
#include <heddle/mutex.h>
#include <heddle/run_state.h>

#include <cstdint>

namespace heddle {

namespace detail {

struct SemaphoreWaiter;

struct SemaphoreState {
  std::int64_t held = 0;
  SemaphoreWaiter* first = nullptr;  // who waits, longest first
  SemaphoreWaiter* last = nullptr;
};

}  // namespace detail

// A weighted semaphore (golang.org/x/sync/semaphore): `size` units, taken and given back in any
// amounts by anybody.
//
// First in, first out: whoever asks for much is not overtaken by those who ask for little behind
// it. All operations happen in one order, as under a mutex.
class Semaphore {
 public:
  // With `size` units, all free at the beginning of each run.
  explicit Semaphore(std::int64_t size) noexcept : size_(size) {}

  // Takes n units, waiting for them as long as `context` is open. Returns nil, or context.err()
  // and nothing is taken. More than `size` units can never be had: that waits for the context.
  Error acquire(Context context, std::int64_t n = 1, Here at = Here::current());

  // Takes n units if they are free and nobody waits. Never waits.
  bool try_acquire(std::int64_t n = 1, Here at = Here::current());

  // Gives n units back. Panics `semaphore: released more than held`.
  void release(std::int64_t n = 1, Here at = Here::current());

 private:
  void notify_waiters(Here at);

  std::int64_t size_;
  Mutex mutex_;
  detail::RunState<detail::SemaphoreState> state_;
};

}  // namespace heddle
