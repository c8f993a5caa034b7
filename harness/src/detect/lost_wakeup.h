#pragma once

// lost-wakeup: a Cond was signalled when nobody waited, and somebody who did not know of that then
// waits on it for ever.
//
// "Did not know": the signal does not happen before the wait. A waiter that knew has looked, under
// the lock, at what was signalled, and waits for something else; calling that a lost wake-up would
// blame the wrong line. So a waiter that does not look again although it could have known is
// reported as a deadlock or leak without this name.
//
// A goroutine that never runs again is reported once: the finding replaces the engine's deadlock or
// leak of the same run, and lists everybody who is stuck.

#include <cstdint>

#include "detect/detector.h"
#include "detect/list.h"

namespace heddle::detect {

class LostWakeup final : public Detector {
 public:
  void begin(const Source& source) override;
  void performed(const Event& event) override;
  void ended(Findings& findings) override;

 private:
  // A signal or broadcast that woke nobody.
  struct Signal {
    std::uint32_t object;
    std::uint32_t previous;  // the one before it on the same Cond, from 1
    OpKind kind;
    std::uint64_t number;
    Moment moment;
    Here at;
  };
  // The latest wait of a goroutine.
  struct Wait {
    std::uint32_t object = 0;
    std::uint32_t missed = 0;  // signal, from 1; 0: none
    std::uint64_t woken = 0;   // when its wait before this one was over
  };
  std::uint32_t missed_by(const Event& wait) const;

  const Source* source_ = nullptr;
  List<Signal> signals_;
  List<std::uint32_t> latest_;  // by Cond: its latest lost signal, from 1
  List<Wait> waits_;            // by goroutine
};

}  // namespace heddle::detect
