#include "engine/timers.h"

#include <utility>

#include "engine/run.h"

namespace heddle::engine {
namespace {

// How far the clock moves for goroutines that poll it while no timer is armed.
constexpr std::int64_t polling_step_ns = 1'000'000;

}  // namespace

void Timers::begin_run() noexcept {
  heap_.clear();
  now_ns_ = 0;
  sequence_ = 0;
}

bool Timers::before(const TimerState& a, const TimerState& b) const noexcept {
  if (a.deadline_ns != b.deadline_ns) return a.deadline_ns < b.deadline_ns;
  return a.sequence < b.sequence;
}

void Timers::put(std::uint32_t i, TimerState* timer) noexcept {
  heap_[i] = timer;
  timer->heap_index = i;
}

void Timers::sift_up(std::uint32_t i) noexcept {
  TimerState* timer = heap_[i];
  while (i > 0) {
    const std::uint32_t parent = (i - 1) / 2;
    if (!before(*timer, *heap_[parent])) break;
    put(i, heap_[parent]);
    i = parent;
  }
  put(i, timer);
}

void Timers::sift_down(std::uint32_t i) noexcept {
  TimerState* timer = heap_[i];
  const auto count = static_cast<std::uint32_t>(heap_.size());
  for (;;) {
    std::uint32_t child = 2 * i + 1;
    if (child >= count) break;
    if (child + 1 < count && before(*heap_[child + 1], *heap_[child])) ++child;
    if (!before(*heap_[child], *timer)) break;
    put(i, heap_[child]);
    i = child;
  }
  put(i, timer);
}

void Timers::arm(TimerState& timer, std::int64_t deadline_ns) {
  const Unwatched unwatched;
  ensure(!timer.armed, "a timer is armed once");
  timer.deadline_ns = deadline_ns;
  timer.sequence = ++sequence_;
  timer.armed = true;
  heap_.push_back(&timer);
  sift_up(static_cast<std::uint32_t>(heap_.size() - 1));
  run_.clock_changed();
}

void Timers::disarm(TimerState& timer) {
  const Unwatched unwatched;
  ensure(timer.armed, "only an armed timer can be disarmed");
  timer.armed = false;
  const std::uint32_t i = timer.heap_index;
  TimerState* last = heap_.back();
  heap_.pop_back();
  if (last != &timer) {
    put(i, last);
    sift_up(i);
    sift_down(last->heap_index);
  }
  run_.clock_changed();
}

bool Timers::next_wakes() const {
  if (heap_.empty()) return false;
  const std::int64_t deadline_ns = heap_[0]->deadline_ns;
  for (const TimerState* timer : heap_) {
    if (timer->deadline_ns == deadline_ns && timer->wakes(*timer)) return true;
  }
  return false;
}

void Timers::fire_next(bool early) {
  run_.clock_moves(early);
  const std::int64_t deadline_ns = heap_[0]->deadline_ns;
  std::uint32_t equal = 0;
  for (const TimerState* timer : heap_) equal += timer->deadline_ns == deadline_ns ? 1 : 0;
  // Among equal deadlines the schedule takes one, counted in the order of arming.
  const std::uint32_t taken = run_.choose(DecisionKind::timer, equal);
  TimerState* timer = heap_[0];
  for (std::uint32_t rank = 0; rank < taken; ++rank) {
    TimerState* next = nullptr;
    for (TimerState* candidate : heap_) {
      if (candidate->deadline_ns != deadline_ns || candidate->sequence <= timer->sequence) continue;
      if (next == nullptr || candidate->sequence < next->sequence) next = candidate;
    }
    timer = next;
  }
  if (deadline_ns > now_ns_) now_ns_ = deadline_ns;
  disarm(*timer);
  if (run_.recorder() != nullptr) run_.recorder()->acquire(timer->armed_by);
  run_.record_aside(0, OpKind::timer_fire, timer, timer->made_at,
                    static_cast<std::uint64_t>(now_ns_), early ? 1 : 0);
  timer->fire(run_, *timer);
  run_.clock_acted();
}

bool Timers::fire_until_somebody_wakes() {
  for (;;) {
    bool some_wakes = false;
    for (const TimerState* timer : heap_) {
      if (timer->wakes(*timer)) {
        some_wakes = true;
        break;
      }
    }
    if (!some_wakes) return false;
    fire_next(false);
    if (run_.somebody_ready()) return true;
  }
}

void Timers::move_for_pollers() {
  if (heap_.empty()) {
    run_.clock_moves(false);
    now_ns_ += polling_step_ns;
    return;
  }
  fire_next(false);
}

}  // namespace heddle::engine
