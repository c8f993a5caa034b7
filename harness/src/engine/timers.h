#pragma once

// The virtual clock of a run and everything that waits for it.
//
// Time moves when nobody is ready. It may also move while somebody is (an early firing): a real
// machine can be that slow. An early firing is offered to the strategy only while the run has some
// left, and only if the firing would wake or start somebody.

#include <heddle/here.h>

#include <cstdint>
#include <vector>

#include "engine/object.h"

namespace heddle::engine {

class Run;

struct TimerState : Object {
  static constexpr ObjectType object_type = ObjectType::timer;

  std::int64_t deadline_ns = 0;
  std::uint64_t sequence = 0;    // order of arming: earlier first among equal deadlines
  std::uint32_t heap_index = 0;  // place in the heap while armed
  bool armed = false;
  // What happens at the deadline, and whether that wakes or starts anybody as things stand now.
  void (*fire)(Run& run, TimerState& timer) = nullptr;
  bool (*wakes)(const TimerState& timer) = nullptr;
  void* context = nullptr;  // for fire and wakes
  Sync armed_by;            // arming happens before what the firing causes
};

class Timers {
 public:
  explicit Timers(Run& run) noexcept : run_(run) {}

  void begin_run() noexcept;

  std::int64_t now_ns() const noexcept { return now_ns_; }
  bool any() const noexcept { return !heap_.empty(); }

  // `fire` may arm its timer again (a ticker).
  void arm(TimerState& timer, std::int64_t deadline_ns);
  void disarm(TimerState& timer);

  // Whether the next firing, or one with the same deadline, would wake or start anybody.
  bool next_wakes() const;
  // Fires the earliest timer; among equal deadlines the schedule takes one. `early` for the trace.
  void fire_next(bool early);
  // Fires until somebody is woken or started, as long as some timer can do that. False: no timer
  // can, so nobody will ever be woken by the clock.
  bool fire_until_somebody_wakes();
  // Moves the clock for goroutines that poll it: to the next deadline, or by a little.
  void move_for_pollers();

 private:
  bool before(const TimerState& a, const TimerState& b) const noexcept;
  void sift_up(std::uint32_t i) noexcept;
  void sift_down(std::uint32_t i) noexcept;
  void put(std::uint32_t i, TimerState* timer) noexcept;

  Run& run_;
  std::int64_t now_ns_ = 0;
  std::uint64_t sequence_ = 0;
  std::vector<TimerState*> heap_;  // binary, earliest first
};

}  // namespace heddle::engine
