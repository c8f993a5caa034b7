#pragma once

// What lies between the events of a run: who waits, who holds a lock, how full a channel is. The
// trace tells completed operations only; who was served while it waited follows from the edges.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <vector>

namespace heddle::trace {

// A goroutine waits between two events of its own, while others make events.
struct WaitSpan {
  std::uint32_t goroutine = 0;
  std::uint32_t from = 0;  // the event with which it began to wait
  std::uint32_t to = 0;    // the one with which it goes on; 0: it never does
  OpKind kind = OpKind::none;
};

// A goroutine holds a lock.
struct HoldSpan {
  std::uint32_t object = 0;
  std::uint32_t goroutine = 0;
  std::uint32_t from = 0;
  std::uint32_t to = 0;  // the event that gives it up; 0: it never does
  bool shared = false;
  // Holds of one object that overlap (readers) stand in different lanes, from 0.
  std::uint32_t lane = 0;
};

// From this event on so many values are in the channel's buffer.
struct Level {
  std::uint32_t event = 0;
  std::uint32_t object = 0;
  std::uint32_t count = 0;
};

std::vector<WaitSpan> waits_of(const Trace& trace);  // by `from`
std::vector<HoldSpan> holds_of(const Trace& trace);  // by `from`
std::vector<Level> levels_of(const Trace& trace);    // by event, of channels with a buffer

}  // namespace heddle::trace
