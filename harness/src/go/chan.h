#pragma once

// Channels inside the harness.
//
// The rules are those of Go's runtime: a send hands its value to the receiver that has waited
// longest, else puts it into the buffer, else waits; a receive takes from the buffer first, and the
// sender that has waited longest moves up. Each slot of the buffer has its own happens-before
// place: the k-th receive is ordered before the send that uses the slot next, which is the
// (k + capacity)-th. A value handed over directly passes through the slot it would have used.

#include <heddle/select.h>

#include "detect/access_history.h"
#include "engine/run.h"

namespace heddle::engine {

struct ChanState : Object {
  static constexpr ObjectType object_type = ObjectType::channel;

  const detail::ElementOps* ops = nullptr;
  std::uint32_t capacity = 0;
  std::uint32_t length = 0;
  std::uint32_t head = 0;            // slot of the oldest value
  std::uint32_t users_capacity = 0;  // what cap() says: 0 for a timer's channel
  bool closed = false;
  bool timer = false;     // of a timer, Go >= 1.23: length and capacity look like 0
  bool by_clock = false;  // filled or closed by the clock: who polls it polls the clock
  std::byte* buffer = nullptr;
  Sync* slots = nullptr;  // one for each slot
  Sync closed_by;
  detect::AccessHistory uses;  // a send that completes reads, close writes (channel-race)
  WaitQueue senders;
  WaitQueue receivers;

  void* slot(std::uint32_t i) const noexcept { return buffer + ops->bytes * i; }
  std::uint32_t tail() const noexcept {
    const std::uint32_t t = head + length;
    return t >= capacity ? t - capacity : t;
  }
  bool can_send() const noexcept { return closed || !receivers.empty() || length < capacity; }
  bool can_recv() const noexcept { return closed || length > 0 || !senders.empty(); }
};

ChanState& new_channel(Run& run, std::uint32_t capacity, const detail::ElementOps& ops,
                       const Here& at);

// The channel behind a handle; null for the nil channel. A handle from another run is a usage
// error.
ChanState* channel(Run& run, const detail::ChanRef& ref, const Here& at);

// The parts of an operation that happen once its goroutine has been picked, also for select.
// `send_now` needs can_send() and not closed; `recv_now` needs can_recv() and returns false when
// the channel is closed and drained.
void send_now(Run& run, Goroutine& me, ChanState& chan, void* element);
bool recv_now(Run& run, Goroutine& me, ChanState& chan, void* raw);

// Puts a waiter of `me` into a queue and notes in it what a partner needs.
void enqueue(ChanState& chan, WaitQueue& queue, Waiter& waiter, Goroutine& me, void* element,
             std::int32_t case_index);
// What the goroutine that was woken does first: joins what the partner left.
void after_wait(Run& run, Goroutine& me, ChanState& chan, Waiter& waiter);

// Closes on behalf of a goroutine, or of the clock (`closer` null; then what happens before the
// close is `clock_knows`).
void close_channel(Run& run, Goroutine* closer, ChanState& chan, const Sync* clock_knows);

// A value from the clock (a timer's tick), never waits; false when nobody could take it.
bool send_from_clock(Run& run, ChanState& chan, void* element, const Sync& known);

[[noreturn]] void panic_send_on_closed(const Here& at);

}  // namespace heddle::engine
