#pragma once

// The state of a run at one step: every goroutine, channel and lock, and what the step changed.

#include <cstdint>
#include <string>
#include <vector>

#include "core/history.h"

namespace heddle::viewer {

struct GoroutineAt {
  std::uint32_t goroutine = 0;
  Standing standing;
  friend bool operator==(const GoroutineAt& a, const GoroutineAt& b);
};

struct ObjectAt {
  std::uint32_t object = 0;
  std::vector<std::uint32_t> contents;  // channel: events that sent what is in the buffer
  std::int32_t level = 0;               // how many values; of a WaitGroup the counter
  bool closed = false;
  std::vector<std::uint32_t> holders;  // lock: goroutines
  bool shared = false;                 // they read
  std::vector<std::uint32_t> waiters;  // goroutines that wait for it
  friend bool operator==(const ObjectAt&, const ObjectAt&) = default;
};

struct Moment {
  std::uint32_t step = 0;
  std::vector<GoroutineAt> goroutines;
  std::vector<ObjectAt> objects;
};

// Objects that nobody has used by then are left out, goroutines that do not exist yet are not.
Moment moment_at(const History& history, std::uint32_t step);

// "receives from channel 2 (chan receive)", "runs", "ready to lock mutex 1", "has ended".
std::string describe(const History& history, const GoroutineAt& goroutine);
// "2 of 3 full: from G2, G4", "held by G2", "counter 1; 2 wait".
std::string describe(const History& history, const ObjectAt& object);

}  // namespace heddle::viewer
