#pragma once

#include <heddle/chan.h>
#include <heddle/goroutine.h>
#include <heddle/handle.h>
#include <heddle/here.h>

#include <chrono>
#include <functional>
#include <type_traits>

namespace heddle {

// The virtual clock of a run. It moves when nobody can go on, and (rarely) earlier, because a real
// machine may be that slow. It starts at zero and never goes back.
struct VirtualClock {
  using duration = std::chrono::nanoseconds;                 // the clock counts nanoseconds
  using rep = duration::rep;                                 // what `duration` counts in
  using period = duration::period;                           // a nanosecond
  using time_point = std::chrono::time_point<VirtualClock>;  // nanoseconds since the run began
  static constexpr bool is_steady = true;                    // it never goes back
  static time_point now();                                   // of the running run
};
using Duration = VirtualClock::duration;
using Time = VirtualClock::time_point;

Time now(Here at = Here::current());
Duration since(Time start, Here at = Here::current());
Duration until(Time end, Here at = Here::current());

// Waits until the clock has moved by `duration`; returns at once for zero and less. Gives no
// happens-before edge between goroutines.
void sleep(Duration duration, Here at = Here::current());
// A number without a unit is no duration: write sleep(5ms).
template <class T>
  requires std::is_arithmetic_v<T>
void sleep(T) = delete;

// Which Go's rules a scenario's timer channels follow.
enum class TimerRules : std::uint8_t {
  go_1_23,  // unbuffered; after stop or reset no stale value can be received
  go_1_22,  // capacity 1; after expiry stop returns false and the value stays in the channel
};

// Go's time.Timer: a handle, copied freely.
class Timer {
 public:
  // No timer yet: one has to be assigned before it is used.
  Timer() = default;
  // For new_timer and after_func.
  explicit Timer(engine::TimerState* state, std::uint64_t run) noexcept
      : ref_(detail::TimerRef{state, run}) {}
  // Receives the time of expiry. Nil for a timer made by after_func.
  RecvChan<Time> chan() const;
  // True when this call kept the timer from firing.
  bool stop(Here at = Here::current()) const;
  // True when the timer had been active.
  bool reset(Duration duration, Here at = Here::current()) const;

 private:
  detail::Counted<detail::TimerRef, detail::count_timer> ref_;
};

// Go's time.Ticker: slow receivers lose ticks; stop does not close the channel.
class Ticker {
 public:
  // No ticker yet: one has to be assigned before it is used.
  Ticker() = default;
  // For new_ticker.
  explicit Ticker(engine::TimerState* state, std::uint64_t run) noexcept
      : ref_(detail::TimerRef{state, run}) {}
  // Receives the time of each tick.
  RecvChan<Time> chan() const;
  // No more ticks; the channel stays open, so who receives waits for ever.
  void stop(Here at = Here::current()) const;
  // Panics unless the period is positive.
  void reset(Duration period, Here at = Here::current()) const;

 private:
  detail::Counted<detail::TimerRef, detail::count_timer> ref_;
};

Timer new_timer(Duration duration, Here at = Here::current());
// Panics unless the period is positive.
Ticker new_ticker(Duration period, Here at = Here::current());
// new_timer(duration).chan()
RecvChan<Time> after(Duration duration, Here at = Here::current());
// The channel of a ticker that cannot be stopped; nil unless the period is positive.
RecvChan<Time> tick(Duration period, Here at = Here::current());
// Runs the function in a goroutine of its own after `duration`.
Timer after_func(Duration duration, std::function<void()> function, Here at = Here::current());

}  // namespace heddle
