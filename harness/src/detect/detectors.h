#pragma once

// All detectors of the event stream, and which of them sees what.

#include <cstdint>

#include "detect/context_leak.h"
#include "detect/detector.h"
#include "detect/holds.h"
#include "detect/livelock.h"
#include "detect/lock_held.h"
#include "detect/lock_order.h"
#include "detect/lost_wakeup.h"

namespace heddle::detect {

class Detectors {
 public:
  // `exact_locks`: see LockOrder.
  explicit Detectors(bool exact_locks = false) : lock_order_(holds_, exact_locks) {}

  // The kinds of operations they need to see during a run, as bits by OpKind: besides those on
  // locks, of which a live run tells less. Before the step limit they want to see everything.
  static constexpr std::uint64_t kinds() noexcept {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < trace::op_kind_count; ++i) {
      const auto kind = static_cast<OpKind>(i);
      if (is_cond(kind) || is_context(kind)) bits |= std::uint64_t{1} << i;
    }
    return bits;
  }

  void begin(const Source& source) {
    holds_.begin();
    watches_end_ = false;
    lock_order_.begin(source);
    lost_wakeup_.begin(source);
    lock_held_.begin(source);
    context_leak_.begin(source);
    livelock_.begin(source);
  }

  // From now on all operations are seen, not only those of `kinds`.
  void watch_end() noexcept { watches_end_ = true; }

  // An operation on a lock. Who keeps the book of holds himself leaves these out.
  void locked(const Event& event) {
    if (event.waits) return;
    const LockStep step = lock_step(event.kind);
    switch (step) {
      case LockStep::take:
      case LockStep::take_shared:
        if (holds_.first(event.goroutine) != nullptr) lock_order_.performed(event);
        holds_.took(event, step == LockStep::take_shared);
        break;
      // A try does not wait, so it closes no circle; what it has taken may.
      case LockStep::try_take:
      case LockStep::try_take_shared:
        if (event.a != 0) holds_.took(event, step == LockStep::try_take_shared);
        break;
      case LockStep::give:
      case LockStep::give_shared: holds_.gave(event, step == LockStep::give_shared); break;
      case LockStep::none: break;
    }
  }

  // Any operation.
  void performed(const Event& event) {
    if (is_cond(event.kind)) {
      lost_wakeup_.performed(event);
    } else if (is_context(event.kind)) {
      context_leak_.performed(event);
    }
    if (watches_end_) [[unlikely]]
      livelock_.performed(event);
  }

  void ended(Findings& findings) {
    lost_wakeup_.ended(findings);
    livelock_.ended(findings);
    lock_held_.ended(findings);
    context_leak_.ended(findings);
    lock_order_.ended(findings);
  }

  Holds& holds() noexcept { return holds_; }
  LockOrder& lock_order() noexcept { return lock_order_; }

 private:
  static constexpr bool is_cond(OpKind kind) noexcept {
    return kind == OpKind::cond_wait || kind == OpKind::cond_signal ||
           kind == OpKind::cond_broadcast;
  }
  static constexpr bool is_context(OpKind kind) noexcept {
    return kind == OpKind::ctx_derive || kind == OpKind::ctx_cancel;
  }

  bool watches_end_ = false;
  Holds holds_;
  LockOrder lock_order_;
  LostWakeup lost_wakeup_;
  LockHeld lock_held_{holds_};
  ContextLeak context_leak_;
  Livelock livelock_;
};

}  // namespace heddle::detect
