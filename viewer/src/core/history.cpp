#include "core/history.h"

#include <algorithm>

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::OpKind;

const StepFunction& nothing() {
  static const StepFunction none;
  return none;
}

// What an operation that waits in the engine's queues is called when it goes on.
OpKind completed_kind(OpKind kind) { return kind == OpKind::rw_announce ? OpKind::rw_lock : kind; }

}  // namespace

std::span<const std::uint32_t> History::events_of(std::uint32_t goroutine) const {
  if (goroutine + 1 >= goroutine_first_.size()) return {};
  return std::span(by_goroutine_)
      .subspan(goroutine_first_[goroutine],
               goroutine_first_[goroutine + 1] - goroutine_first_[goroutine]);
}

std::span<const std::uint32_t> History::events_on(std::uint32_t object) const {
  if (object == 0 || object + 1 >= object_first_.size()) return {};
  return std::span(by_object_)
      .subspan(object_first_[object], object_first_[object + 1] - object_first_[object]);
}

std::size_t History::until(std::span<const std::uint32_t> events, std::uint32_t step) {
  return static_cast<std::size_t>(std::upper_bound(events.begin(), events.end(), step) -
                                  events.begin());
}

std::uint32_t History::after(std::span<const std::uint32_t> events, std::uint32_t step) {
  const std::size_t index = until(events, step);
  return index == events.size() ? 0 : events[index];
}

std::uint32_t History::before(std::span<const std::uint32_t> events, std::uint32_t step) {
  const auto found = std::lower_bound(events.begin(), events.end(), step);
  return found == events.begin() ? 0 : *(found - 1);
}

bool History::completes_wait(const Event& event, std::uint32_t previous) const {
  if (event.waits || previous == 0 || event.goroutine == 0) return false;
  // Cond.wait unlocks between its two events.
  if (event.kind == OpKind::cond_wait) return true;
  const Event& begun = this->event(previous);
  return begun.waits && completed_kind(begun.kind) == event.kind;
}

std::uint32_t History::fired(std::uint32_t begun, const Event& event) const {
  const std::span<const std::uint32_t> clock = events_of(0);
  std::uint32_t latest = 0;
  for (std::size_t i = until(clock, event.number); i-- > 0 && clock[i] > begun;) {
    if (latest == 0) latest = clock[i];
    const Event& fire = this->event(clock[i]);
    if (fire.kind == OpKind::timer_fire && fire.object == 0 && fire.site == event.site) {
      return clock[i];
    }
  }
  return latest;
}

std::uint32_t History::woken_by(const Event& event, std::uint32_t previous) const {
  std::uint32_t latest = 0;
  for (std::uint32_t i = 0; i < event.edge_count; ++i) {
    const std::uint32_t source = trace_.edges[event.edges + i];
    if (source != previous && source < event.number) latest = std::max(latest, source);
  }
  if (event.kind == OpKind::sleep || latest < previous) {
    // Nobody's event: the clock.
    const std::uint32_t fire = fired(previous, event);
    if (fire != 0) return fire;
  }
  return latest;
}

Standing History::standing(std::uint32_t goroutine, std::uint32_t step) const {
  const std::span<const std::uint32_t> own = events_of(goroutine);
  const std::size_t count = until(own, step);
  return standing(goroutine, step, count == 0 ? 0 : own[count - 1],
                  count == own.size() ? 0 : own[count]);
}

Standing History::standing(std::uint32_t goroutine, std::uint32_t step, std::uint32_t last,
                           std::uint32_t next) const {
  Standing now{Activity::ready, OpKind::none, 0, last, next};
  const trace::TracedGoroutine& traced = trace_.goroutines[goroutine - 1];
  if (last == 0 && step < born_[goroutine]) {
    now.activity = Activity::absent;
    return now;
  }
  if (last != 0 && event(last).kind == OpKind::end) {
    now.activity = last == step ? Activity::running : Activity::done;
    return now;
  }
  if (next != 0) {
    const Event& coming = event(next);
    now.reason = coming.kind;
    now.object = coming.object;
    if (completes_wait(coming, last)) {
      const std::uint32_t woken = woken_by(coming, last);
      now.activity = woken == 0 || woken > step ? Activity::parked : Activity::ready;
    } else if (wants_lock(coming.kind)) {
      const LockHistory* lock = this->lock(coming.object);
      if (lock != nullptr && lock->holder().at(step) != 0) now.activity = Activity::disabled;
    }
  } else {
    now.reason = traced.pending;
    now.object = traced.waits_for.empty() ? 0 : traced.waits_for.front();
    switch (traced.state) {
      case trace::State::parked: now.activity = Activity::parked; break;
      case trace::State::disabled: {
        const LockHistory* lock = this->lock(now.object);
        const bool free = lock != nullptr && !lock->held(step);
        now.activity = free ? Activity::ready : Activity::disabled;
        break;
      }
      case trace::State::done: now.activity = Activity::done; break;
      default:
        // The process died: what it was about to do is not known.
        if (last != 0 && event(last).waits) {
          now.activity = Activity::parked;
          now.reason = event(last).kind;
          now.object = event(last).object;
        }
    }
  }
  if (last != 0 && last == step) now.activity = Activity::running;
  return now;
}

const ChannelHistory* History::channel(std::uint32_t object) const {
  return object < channels_.size() ? channels_[object].get() : nullptr;
}

const LockHistory* History::lock(std::uint32_t object) const {
  return object < locks_.size() ? locks_[object].get() : nullptr;
}

const StepFunction& History::counter(std::uint32_t object) const {
  return object < counters_.size() ? counters_[object] : nothing();
}

const StepFunction& History::waiting(std::uint32_t object) const {
  return object < waiting_.size() ? waiting_[object] : nothing();
}

std::size_t History::bytes() const {
  std::size_t sum =
      (by_goroutine_.capacity() + by_object_.capacity() + born_.capacity()) * sizeof(std::uint32_t);
  for (const auto& channel : channels_) sum += channel == nullptr ? 0 : channel->bytes();
  for (const auto& lock : locks_) sum += lock == nullptr ? 0 : lock->bytes();
  for (const StepFunction& counter : counters_) sum += counter.changes() * 9;
  for (const StepFunction& waiting : waiting_) sum += waiting.changes() * 9;
  return sum;
}

// --- building -----------------------------------------------------------------------------------

std::unique_ptr<History> History::of(const trace::Trace& trace, const GoOn& go_on) {
  std::unique_ptr<History> history(new History(trace));
  if (!history->arrange(go_on) || !history->follow(go_on)) return nullptr;
  return history;
}

bool History::arrange(const GoOn& go_on) {
  const std::size_t goroutine_count = trace_.goroutines.size() + 1;
  const std::size_t object_count = trace_.objects.size() + 1;
  goroutine_first_.assign(goroutine_count + 1, 0);
  object_first_.assign(object_count + 1, 0);
  born_.assign(goroutine_count, 0);
  for (const Event& event : trace_.events) {
    ++goroutine_first_[event.goroutine + 1];
    if (event.object != 0) ++object_first_[event.object + 1];
    if (event.kind == OpKind::spawn && event.value_a < born_.size()) {
      born_[event.value_a] = event.number;
    }
  }
  if (!go_on(0.1)) return false;
  for (std::size_t i = 1; i < goroutine_first_.size(); ++i) {
    goroutine_first_[i] += goroutine_first_[i - 1];
  }
  for (std::size_t i = 1; i < object_first_.size(); ++i) object_first_[i] += object_first_[i - 1];
  by_goroutine_.resize(trace_.events.size());
  by_object_.resize(object_first_.back());
  std::vector<std::size_t> goroutine_next = goroutine_first_;
  std::vector<std::size_t> object_next = object_first_;
  for (const Event& event : trace_.events) {
    by_goroutine_[goroutine_next[event.goroutine]++] = event.number;
    if (event.object != 0) by_object_[object_next[event.object]++] = event.number;
  }
  // Those the clock starts, and those whose creation was not recorded, begin with their first
  // event.
  for (std::uint32_t goroutine = 2; goroutine < born_.size(); ++goroutine) {
    if (born_[goroutine] == 0 && !events_of(goroutine).empty()) {
      born_[goroutine] = events_of(goroutine).front();
    }
  }
  return go_on(0.2);
}

}  // namespace heddle::viewer
