#pragma once

// A lock over a run (Mutex, RWMutex, Once, a static's initialisation): who holds it, how many read,
// how many wait.

#include <heddle/trace/op.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/step_function.h"

namespace heddle::viewer {

// Whether who announces this waits for a lock when somebody holds it.
inline bool wants_lock(trace::OpKind kind) noexcept {
  using trace::OpKind;
  return kind == OpKind::mutex_lock || kind == OpKind::rw_lock || kind == OpKind::rw_announce ||
         kind == OpKind::once_do || kind == OpKind::static_init;
}

class LockHistory {
 public:
  // One goroutine's hold, from the step that took it to the one that gave it up.
  struct Hold {
    std::uint32_t goroutine = 0;
    bool shared = false;
    std::uint32_t from = 0;
    std::uint32_t to = 0;  // 0: to the end
  };

  // The ordinal of who holds it exclusively; 0: nobody.
  [[nodiscard]] const StepFunction& holder() const { return holder_; }
  [[nodiscard]] const StepFunction& readers() const { return readers_; }
  [[nodiscard]] const StepFunction& waiters() const { return waiters_; }
  [[nodiscard]] bool held(std::uint32_t step) const {
    return holder_.at(step) != 0 || readers_.at(step) != 0;
  }
  // In the order in which they were taken.
  [[nodiscard]] const std::vector<Hold>& holds() const { return holds_; }
  // The holds at a step: indices into holds().
  [[nodiscard]] std::vector<std::size_t> held_by(std::uint32_t step) const;
  [[nodiscard]] std::size_t bytes() const;

  // --- building, event by event ---

  void taken(std::uint32_t event, std::uint32_t goroutine, bool shared);
  void given_up(std::uint32_t event, std::uint32_t goroutine, bool shared);
  // A goroutine has announced that it wants the lock, or waits in its queue; it no longer does.
  void wanted(std::uint32_t step, std::uint32_t goroutine, bool exclusive);
  void not_wanted(std::uint32_t step, std::uint32_t goroutine);
  void finish();

 private:
  struct Wish {
    std::uint32_t goroutine;
    bool exclusive;
  };
  // The holds that were open when a hold was about to be taken, for every so-manieth hold: from
  // there a seek goes on.
  static constexpr std::size_t snapshot_every = 256;
  void show_waiters(std::uint32_t step);

  StepFunction holder_;
  StepFunction readers_;
  StepFunction waiters_;
  std::vector<Hold> holds_;
  std::vector<std::uint32_t> open_;  // indices of holds
  std::vector<std::vector<std::uint32_t>> snapshots_;
  std::vector<Wish> wishes_;
};

}  // namespace heddle::viewer
