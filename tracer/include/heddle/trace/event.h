#pragma once

// What a run did, in order.

#include <heddle/trace/op.h>
#include <heddle/trace/state.h>

#include <cstdint>

namespace heddle::trace {

// One step. Plain data: a recorder may keep it in memory that outlives its process.
struct Event {
  std::uint64_t value_a = 0;     // meaning: info(kind).value_a
  std::uint64_t value_b = 0;     // meaning: info(kind).value_b
  std::uint32_t number = 0;      // from 1, in the order of the run
  std::uint32_t goroutine = 0;   // ordinal; 0: the clock
  std::uint32_t object = 0;      // ordinal in the trace's object table; 0: none
  std::uint32_t site = 0;        // index in the trace's site table; 0: none
  std::uint32_t edges = 0;       // first of `edge_count` in the trace's edge table
  std::uint16_t edge_count = 0;  // incoming happens-before edges besides program order
  OpKind kind = OpKind::none;    // what was done
  bool waits = false;            // the goroutine begins to wait here; it is no completion
  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace heddle::trace
