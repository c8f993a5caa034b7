#pragma once

// livelock: the run reached its step limit on a fair schedule, and for the last operations of it
// two goroutines or more have only tried again and got nowhere.
//
// To have got nowhere, in that window
//   - nobody has started, ended, sent, received, woken anybody, or written a Var or a Map;
//   - what was changed came back: every value stored in the second half of the window had been
//     stored in the first half, every lock taken was given up again;
//   - every goroutine that moved, at least two of them, has failed (a try, a compare-and-swap) or
//     given way (yield, sleep) after looking at something, again and again;
//   - nobody has read the clock, whose moving is progress.
// Locking and unlocking alone is not enough: that may be a long loop that works. Nothing is said
// before the limit: how often a goroutine will try may be counted in a variable that nobody sees.
//
// The finding takes the place of the engine's step-limit, or partial-deadlock when main waits for
// those who spin.

#include <cstdint>

#include "detect/detector.h"
#include "detect/list.h"

namespace heddle::detect {

class Livelock final : public Detector {
 public:
  static constexpr std::uint32_t window_events = 768;  // how much of the end it looks at
  static constexpr std::uint64_t window_steps = 1024;  // steps that give at least as many events

  void begin(const Source& source) override;
  void performed(const Event& event) override;
  void ended(Findings& findings) override;

 private:
  const Event& event(std::uint32_t i) const noexcept {
    return events_[(oldest_ + i) % events_.size()];
  }
  bool got_nowhere();
  bool comes_back(std::uint32_t i) const noexcept;
  bool all_retry();

  // What a goroutine did in the window.
  struct Mover {
    std::uint32_t steps = 0;
    std::uint32_t failures = 0;
    std::uint32_t pauses = 0;
    std::uint32_t looks = 0;
    Here failed_at;
  };

  const Source* source_ = nullptr;
  List<Event> events_;  // a ring
  std::uint32_t oldest_ = 0;
  List<Mover> movers_;  // by goroutine
};

}  // namespace heddle::detect
