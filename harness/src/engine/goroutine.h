#pragma once

#include <heddle/here.h>
#include <heddle/trace/state.h>

#include <cstddef>
#include <cstdint>

#include "engine/fiber.h"
#include "engine/operation.h"
#include "engine/vector_clock.h"

namespace heddle::engine {

using trace::State;

struct Goroutine;

class WaitQueue;

// A place in a wait queue. It lives on the stack of the goroutine that waits, which does not move
// while it waits. A select stands in several queues at once.
struct Waiter {
  Goroutine* goroutine = nullptr;
  Waiter* next = nullptr;
  Waiter* previous = nullptr;
  bool queued = false;

  // The rest is for channels.
  std::int32_t case_index = 0;  // of a select
  void* element = nullptr;      // what is sent, or where to receive
  WaitQueue* queue = nullptr;
  Object* object = nullptr;   // whose queue that is
  Waiter* sibling = nullptr;  // ring of the waiters of one select; null without one
  Sync arrived;               // what the goroutine knew when it began to wait
  Sync partner;               // what the partner knew when it completed the operation
};

// First in, first out; any waiter can leave from the middle.
class WaitQueue {
 public:
  bool empty() const noexcept { return head_ == nullptr; }
  Waiter* front() const noexcept { return head_; }
  std::uint32_t size() const noexcept { return size_; }
  void push(Waiter& waiter) noexcept {
    waiter.next = nullptr;
    waiter.previous = tail_;
    waiter.queued = true;
    (tail_ == nullptr ? head_ : tail_->next) = &waiter;
    tail_ = &waiter;
    ++size_;
  }
  void remove(Waiter& waiter) noexcept {
    (waiter.previous == nullptr ? head_ : waiter.previous->next) = waiter.next;
    (waiter.next == nullptr ? tail_ : waiter.next->previous) = waiter.previous;
    waiter.queued = false;
    --size_;
  }
  Waiter* pop() noexcept {
    Waiter* first = head_;
    remove(*first);
    return first;
  }

 private:
  Waiter* head_ = nullptr;
  Waiter* tail_ = nullptr;
  std::uint32_t size_ = 0;
};

// The exception state the C++ runtime keeps per thread, kept per goroutine here, so that a switch
// inside a catch block or during unwinding is safe. The layout is the Itanium C++ ABI's
// __cxa_eh_globals.
struct ExceptionState {
  void* caught = nullptr;
  unsigned uncaught = 0;
};

// A lock that a goroutine holds, linked with the others it holds, the latest first.
struct Hold {
  Goroutine* holder = nullptr;  // null: nobody
  Object* object = nullptr;
  Hold* next = nullptr;
  Hold* previous = nullptr;
  std::uint64_t step = 0;
  Here at;
  bool shared = false;
};

struct Goroutine {
  // The switch.
  Fiber fiber;
  ExceptionState exceptions;

  // The schedule.
  State state = State::fresh;
  bool holding_back = false;       // spins: not offered until somebody else has changed something
  bool read_clock = false;         // has looked at the clock since it last changed something
  std::uint32_t idle_steps = 0;    // operations in a row that changed nothing
  std::uint64_t idle_changes = 0;  // Run's count of changes when idle_steps began
  std::uint32_t ready_index = 0;   // place in Run's ready array while ready or running
  std::uint32_t ordinal = 0;       // 1 is main; display, and short name within one run
  std::uint64_t identity = 0;      // hash of (creator's identity, n-th goroutine of the creator)
  std::uint64_t ready_since = 0;   // step at which it became ready
  std::uint64_t overlooked = 0;  // steps it was ready for its acquire before it was disabled again
  Operation op;                  // announced, or being performed
  Hold* holds = nullptr;         // Mutexes and RWMutexes
  Goroutine* contend_next = nullptr;
  Goroutine* contend_previous = nullptr;
  Goroutine* held_next = nullptr;  // list of those held back
  std::uint64_t class_hash = 0;    // engine/class_hash.h
  OpKind waited_in = OpKind::none;
  std::int32_t woken_case = 0;  // channel: which case happened; what a wake-up says
  Waiter* waiters = nullptr;    // of a parked select: the ring of its places (sibling), or null
  bool woken_closed = false;    // channel: woken because of close
  VectorClock clock;
  std::uint32_t spawn_chain = 0;  // recorder: the event that started it
  Epoch epoch() const noexcept { return {ordinal - 1, clock[ordinal - 1]}; }

  // Identities of what it creates.
  std::uint32_t goroutines_made = 0;
  std::uint32_t objects_made = 0;
  std::uint32_t static_depth = 0;  // inside the initialisation of function-local statics
  std::uint32_t child_index = 0;   // n-th goroutine of its creator, from 1
  Goroutine* creator = nullptr;
  Here made_at;
  const char* name = "";  // in the run's arena, or empty

  // The body.
  void (*call)(void*) = nullptr;
  void* closure = nullptr;
  bool leaving = false;  // by goexit

  // Instrumented code.
  std::uint32_t blocks_made = 0;     // allocations from the heap
  std::uintptr_t* frames = nullptr;  // AccessView's, while another runs
  std::uint32_t frame_depth = 0;
  const void* entered_at = nullptr;   // below this address of its stack the harness is at work
  Sync* released_by_fence = nullptr;  // what a relaxed store publishes, after a release fence
  Sync* seen_relaxed = nullptr;       // what relaxed loads have seen, for an acquire fence
  // Recorded runs: see engine/stuck.h.
  std::size_t closure_bytes = 0;
  bool exposed = false;             // others may know an address on its stack
  std::uint32_t certain_since = 0;  // event after which it could never run again; 0: not known

  // The stack.
  std::byte* stack_low = nullptr;
  std::byte* stack_top = nullptr;
  std::uint32_t stack_index = 0;
  void* asan_fake_stack = nullptr;
};

}  // namespace heddle::engine
