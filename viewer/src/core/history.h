#pragma once

// What a run did, arranged by goroutine and by object, so that any step can be asked about: built
// once for a trace in one pass, then only read.
//
// Step s is the moment just after event s; step 0 comes before everything. Between two of its own
// events a goroutine is ready (it could go on), disabled (it wants a lock that is held) or parked
// (it waits to be woken). The trace says when it began to wait and when it went on; it was woken by
// the latest event that has an edge into the one with which it goes on.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/channel_history.h"
#include "core/lock_history.h"
#include "core/step_function.h"

namespace heddle::viewer {

enum class Activity : std::uint8_t { absent, running, ready, disabled, parked, done };
inline constexpr unsigned activity_count = 6;

// How a goroutine stands at a step.
struct Standing {
  Activity activity = Activity::absent;
  trace::OpKind reason = trace::OpKind::none;  // what it has announced, or waits in
  std::uint32_t object = 0;                    // of that; 0 for a select that goes on nowhere
  std::uint32_t last = 0;                      // its latest event; 0: none yet
  std::uint32_t next = 0;                      // its next one; 0: none any more
};

class History {
 public:
  // Tells how far it is (0 to 1); false stops the work.
  using GoOn = std::function<bool(double)>;

  // Null when it was stopped. The trace must outlive the history and not change.
  static std::unique_ptr<History> of(const trace::Trace& trace, const GoOn& go_on);

  [[nodiscard]] const trace::Trace& trace() const { return trace_; }
  [[nodiscard]] std::uint32_t steps() const {
    return static_cast<std::uint32_t>(trace_.events.size());
  }
  // Goroutines are 1 to this; 0 is the clock.
  [[nodiscard]] std::uint32_t goroutines() const {
    return static_cast<std::uint32_t>(trace_.goroutines.size());
  }
  [[nodiscard]] const trace::Event& event(std::uint32_t number) const {
    return trace_.events[number - 1];
  }

  [[nodiscard]] std::span<const std::uint32_t> events_of(std::uint32_t goroutine) const;
  [[nodiscard]] std::span<const std::uint32_t> events_on(std::uint32_t object) const;
  // When the goroutine was created; 0: from the beginning.
  [[nodiscard]] std::uint32_t born(std::uint32_t goroutine) const { return born_[goroutine]; }

  // How many of a sorted list of events come at this step or before.
  static std::size_t until(std::span<const std::uint32_t> events, std::uint32_t step);
  // The next event of this list after the step, and the one before it; 0: none.
  static std::uint32_t after(std::span<const std::uint32_t> events, std::uint32_t step);
  static std::uint32_t before(std::span<const std::uint32_t> events, std::uint32_t step);

  // Whether the goroutine had begun to wait before this event, which completes what it waited in.
  // `previous` is its event before this one.
  [[nodiscard]] bool completes_wait(const trace::Event& event, std::uint32_t previous) const;
  // The event that let a waiting goroutine go on with this one; 0: not known.
  [[nodiscard]] std::uint32_t woken_by(const trace::Event& event, std::uint32_t previous) const;

  [[nodiscard]] Standing standing(std::uint32_t goroutine, std::uint32_t step) const;
  // The same when the goroutine's neighbouring events are known: its latest at or before the step
  // and the one after.
  [[nodiscard]] Standing standing(std::uint32_t goroutine, std::uint32_t step, std::uint32_t last,
                                  std::uint32_t next) const;

  // Null when the object is none.
  [[nodiscard]] const ChannelHistory* channel(std::uint32_t object) const;
  [[nodiscard]] const LockHistory* lock(std::uint32_t object) const;
  // The counter of a WaitGroup, and how many wait for an object that is neither channel nor lock.
  [[nodiscard]] const StepFunction& counter(std::uint32_t object) const;
  [[nodiscard]] const StepFunction& waiting(std::uint32_t object) const;

  // Bytes held, besides the trace.
  [[nodiscard]] std::size_t bytes() const;

 private:
  explicit History(const trace::Trace& trace) : trace_(trace) {}
  bool arrange(const GoOn& go_on);
  bool follow(const GoOn& go_on);
  [[nodiscard]] std::uint32_t fired(std::uint32_t begun, const trace::Event& event) const;
  friend class Follower;

  const trace::Trace& trace_;
  std::vector<std::uint32_t> by_goroutine_;  // events, goroutine by goroutine
  std::vector<std::size_t> goroutine_first_;
  std::vector<std::uint32_t> by_object_;
  std::vector<std::size_t> object_first_;
  std::vector<std::uint32_t> born_;
  std::vector<std::unique_ptr<ChannelHistory>> channels_;  // by object
  std::vector<std::unique_ptr<LockHistory>> locks_;
  std::vector<StepFunction> counters_;
  std::vector<StepFunction> waiting_;
};

}  // namespace heddle::viewer
