#include "core/follower.h"

#include <algorithm>
#include <string_view>

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::OpKind;

constexpr std::uint32_t steps_between_questions = 1U << 16;

bool is_channel(std::string_view type) { return type == "channel" || type == "context"; }

bool is_lock(std::string_view type) {
  return type == "mutex" || type == "rwmutex" || type == "once" || type == "static";
}

bool moves_value(const Event& event) {
  switch (event.kind) {
    case OpKind::chan_send:
    case OpKind::chan_recv: return true;
    case OpKind::chan_try_send:
    case OpKind::chan_try_recv: return event.value_a != 0;
    // A default case has no object.
    case OpKind::select:
    case OpKind::try_select: return event.object != 0;
    default: return false;
  }
}

}  // namespace

Follower::Follower(History& history)
    : history_(history),
      trace_(history.trace()),
      cursor_(trace_.goroutines.size() + 1),
      previous_(trace_.goroutines.size() + 1) {}

bool Follower::run(const History::GoOn& go_on) {
  make_histories();
  find_served();
  if (!go_on(0.4)) return false;
  for (const Event& event : trace_.events) {
    step(event);
    if (event.number % steps_between_questions == 0 &&
        !go_on(0.4 + 0.6 * event.number / static_cast<double>(trace_.events.size()))) {
      return false;
    }
  }
  for (const auto& channel : history_.channels_) {
    if (channel != nullptr) channel->finish();
  }
  for (const auto& lock : history_.locks_) {
    if (lock != nullptr) lock->finish();
  }
  for (StepFunction& counter : history_.counters_) counter.finish();
  for (StepFunction& waiting : history_.waiting_) waiting.finish();
  return go_on(1);
}

void Follower::make_histories() {
  const std::size_t count = trace_.objects.size() + 1;
  history_.channels_.resize(count);
  history_.locks_.resize(count);
  history_.counters_.resize(count);
  history_.waiting_.resize(count);
  for (std::size_t i = 1; i < count; ++i) {
    const trace::TracedObject& object = trace_.objects[i - 1];
    if (is_channel(object.type)) {
      history_.channels_[i] = std::make_unique<ChannelHistory>(object.capacity);
    } else if (is_lock(object.type)) {
      history_.locks_[i] = std::make_unique<LockHistory>();
    }
  }
}

void Follower::find_served() {
  std::vector<std::uint32_t> previous(trace_.goroutines.size() + 1);
  for (const Event& event : trace_.events) {
    const std::uint32_t before = std::exchange(previous[event.goroutine], event.number);
    if (!moves_value(event) || history_.channel(event.object) == nullptr ||
        !history_.completes_wait(event, before)) {
      continue;
    }
    std::uint32_t latest = 0;
    for (std::uint32_t i = 0; i < event.edge_count; ++i) {
      const std::uint32_t source = trace_.edges[event.edges + i];
      if (source >= event.number || source <= before) continue;
      const Event& partner = history_.event(source);
      if (partner.object == event.object && !partner.waits) latest = std::max(latest, source);
    }
    if (latest != 0) served_.emplace_back(latest, event.number);
  }
  std::sort(served_.begin(), served_.end());
}

std::uint32_t Follower::served_by(std::uint32_t event) const {
  const auto found = std::lower_bound(served_.begin() + static_cast<std::ptrdiff_t>(served_next_),
                                      served_.end(), Pair{event, 0});
  return found != served_.end() && found->first == event ? found->second : 0;
}

void Follower::step(const Event& event) {
  while (!parked_.empty() && parked_.top().until <= event.number) {
    wait(parked_.top(), parked_.top().until, -1);
    parked_.pop();
  }
  const bool completes = history_.completes_wait(event, previous_[event.goroutine]);
  if (!event.waits && event.object != 0) {
    if (ChannelHistory* channel = history_.channels_[event.object].get(); channel != nullptr) {
      transfer(event, *channel, completes);
    } else if (LockHistory* lock = history_.locks_[event.object].get(); lock != nullptr) {
      hold(event, *lock);
    }
  }
  count(event);
  if (event.waits && event.kind == OpKind::chan_send && event.object != 0) {
    history_.channels_[event.object]->sender_waits(event.number, event.goroutine);
  }
  look_ahead(event);
  previous_[event.goroutine] = event.number;
  while (served_next_ < served_.size() && served_[served_next_].first <= event.number) {
    ++served_next_;
  }
}

bool Follower::is_receive(const Event& event, const ChannelHistory& channel,
                          std::uint32_t served) const {
  switch (event.kind) {
    case OpKind::chan_send:
    case OpKind::chan_try_send: return false;
    case OpKind::chan_recv:
    case OpKind::chan_try_recv: return true;
    default: break;
  }
  if (served != 0 && history_.event(served).kind == OpKind::chan_recv) return false;
  if (served != 0 && history_.event(served).kind == OpKind::chan_send) return true;
  return channel.looks_like_receive([&](std::uint32_t send) {
    if (send != 0 && history_.event(send).goroutine == event.goroutine) return true;
    const auto* first = trace_.edges.data() + event.edges;
    return std::find(first, first + event.edge_count, send) != first + event.edge_count;
  });
}

void Follower::transfer(const Event& event, ChannelHistory& channel, bool completes) {
  if (event.kind == OpKind::chan_close || event.kind == OpKind::ctx_cancel) {
    if (event.kind == OpKind::chan_close || event.value_a != 0) channel.closed(event.number);
    return;
  }
  if (!moves_value(event)) return;
  if (completes) {
    channel.sender_left(event.goroutine);
    return;  // who served it has moved the value
  }
  const std::uint32_t served = served_by(event.number);
  if (!is_receive(event, channel, served)) {
    if (channel.closed_at() == 0) channel.sent(event.number, served);
    return;
  }
  const Event* freed = served == 0 ? nullptr : &history_.event(served);
  channel.received(event.number, freed == nullptr ? 0 : freed->goroutine,
                   freed == nullptr ? 0 : previous_[freed->goroutine]);
}

void Follower::hold(const Event& event, LockHistory& lock) {
  switch (event.kind) {
    case OpKind::mutex_lock:
    case OpKind::rw_lock: lock.taken(event.number, event.goroutine, false); break;
    case OpKind::mutex_try_lock:
    case OpKind::rw_try_lock:
    case OpKind::once_do:
      if (event.value_a != 0) {
        lock.taken(event.number, event.goroutine, false);
      } else {
        lock.not_wanted(event.number, event.goroutine);
      }
      break;
    case OpKind::rw_rlock: lock.taken(event.number, event.goroutine, true); break;
    case OpKind::rw_try_rlock:
      if (event.value_a != 0) lock.taken(event.number, event.goroutine, true);
      break;
    case OpKind::mutex_unlock:
    case OpKind::rw_unlock:
    case OpKind::once_done: lock.given_up(event.number, event.goroutine, false); break;
    case OpKind::rw_runlock: lock.given_up(event.number, event.goroutine, true); break;
    default: lock.not_wanted(event.number, event.goroutine); break;
  }
}

void Follower::count(const Event& event) {
  if (event.kind == OpKind::wg_add || event.kind == OpKind::wg_done) {
    history_.counters_[event.object].set(event.number, static_cast<std::int32_t>(event.value_b));
  }
}

void Follower::look_ahead(const Event& event) {
  if (event.goroutine == 0) return;
  const auto own = history_.events_of(event.goroutine);
  const std::size_t at = ++cursor_[event.goroutine];
  const std::uint32_t next = at < own.size() ? own[at] : 0;
  if (next == 0) {
    park(event, 0);
    return;
  }
  const Event& coming = history_.event(next);
  if (history_.completes_wait(coming, event.number)) {
    park(event, next);
  } else if (wants_lock(coming.kind) && coming.object != 0 &&
             history_.locks_[coming.object] != nullptr) {
    history_.locks_[coming.object]->wanted(event.number, event.goroutine,
                                           coming.kind != OpKind::rw_announce);
  }
}

void Follower::park(const Event& event, std::uint32_t next) {
  Parked parked{UINT32_MAX, event.goroutine, {}, OpKind::none};
  if (next != 0) {
    const Event& coming = history_.event(next);
    const std::uint32_t woken = history_.woken_by(coming, event.number);
    parked.until = woken == 0 ? next : woken;
    if (parked.until <= event.number) return;
    parked.kind = coming.kind;
    if (coming.object != 0) parked.objects.push_back(coming.object);
  } else {
    const trace::TracedGoroutine& traced = trace_.goroutines[event.goroutine - 1];
    if (traced.state != trace::State::parked && traced.state != trace::State::disabled) return;
    parked.kind = traced.pending;
    parked.objects = traced.waits_for;
    std::sort(parked.objects.begin(), parked.objects.end());
    parked.objects.erase(std::unique(parked.objects.begin(), parked.objects.end()),
                         parked.objects.end());
  }
  wait(parked, event.number, 1);
  if (next != 0) parked_.push(std::move(parked));
}

void Follower::wait(const Parked& parked, std::uint32_t step, int change) {
  for (const std::uint32_t object : parked.objects) {
    if (object == 0 || object >= history_.waiting_.size()) continue;
    if (ChannelHistory* channel = history_.channels_[object].get(); channel != nullptr) {
      (parked.kind == OpKind::chan_send ? channel->senders() : channel->receivers())
          .add(step, change);
    } else if (LockHistory* lock = history_.locks_[object].get(); lock != nullptr) {
      if (change > 0) {
        lock->wanted(step, parked.goroutine, parked.kind != OpKind::rw_rlock);
      } else {
        lock->not_wanted(step, parked.goroutine);
      }
    } else {
      history_.waiting_[object].add(step, change);
    }
  }
}

bool History::follow(const GoOn& go_on) { return Follower(*this).run(go_on); }

}  // namespace heddle::viewer
