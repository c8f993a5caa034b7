#pragma once

// lock-held-at-exit: a goroutine ended, or main returned, while it held a Mutex or RWMutex that
// nobody has unlocked since.
//
// Anybody may unlock a Mutex, so it is told only of runs whose goroutines have all ended: nobody is
// left who could. While somebody is stuck, the deadlock or leak tells who holds what.

#include "detect/detector.h"
#include "detect/holds.h"

namespace heddle::detect {

class LockHeld final : public Detector {
 public:
  explicit LockHeld(const Holds& holds) : holds_(holds) {}
  void begin(const Source& source) override { source_ = &source; }
  void performed(const Event&) override {}
  void ended(Findings& findings) override;

 private:
  const Holds& holds_;
  const Source* source_ = nullptr;
};

}  // namespace heddle::detect
