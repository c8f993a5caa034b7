#include "detect/livelock.h"

#include <string>

namespace heddle::detect {
namespace {

constexpr std::uint32_t events_least = 128;  // fewer say nothing
constexpr std::uint32_t retries_least = 8;   // of each goroutine

enum class Sort : std::uint8_t {
  neutral,   // says nothing
  progress,  // somebody has got somewhere, or may have
  change,    // something was changed to a known value
  lock,      // a lock was taken or given up
  fail,
  pause,
  look,
};

Sort sort_of(const Event& event) noexcept {
  switch (event.kind) {
    case OpKind::yield:
    case OpKind::sleep: return Sort::pause;
    case OpKind::resume:
    case OpKind::choose:
    case OpKind::log:
    case OpKind::timer_fire:
    case OpKind::static_init: return Sort::neutral;
    case OpKind::mutex_lock:
    case OpKind::mutex_unlock:
    case OpKind::rw_lock:
    case OpKind::rw_announce:
    case OpKind::rw_unlock:
    case OpKind::rw_rlock:
    case OpKind::rw_runlock: return Sort::lock;
    case OpKind::mutex_try_lock:
    case OpKind::rw_try_lock:
    case OpKind::rw_try_rlock: return event.a != 0 ? Sort::lock : Sort::fail;
    case OpKind::chan_try_send:
    case OpKind::chan_try_recv: return event.a != 0 ? Sort::progress : Sort::look;
    // The default case is written as a number beyond the cases.
    case OpKind::try_select: return event.a < event.b ? Sort::progress : Sort::look;
    // An exchange for the same value is no change.
    case OpKind::atomic_cas: return event.a == event.b ? Sort::fail : Sort::change;
    case OpKind::atomic_store:
    case OpKind::atomic_rmw: return Sort::change;
    case OpKind::atomic_load:
    case OpKind::var_read:
    case OpKind::map_read:
    case OpKind::chan_len:
    case OpKind::num_goroutine: return Sort::look;
    case OpKind::cond_signal:
    case OpKind::cond_broadcast: return event.a != 0 ? Sort::progress : Sort::look;
    default: return Sort::progress;
  }
}

}  // namespace

void Livelock::begin(const Source& source) {
  source_ = &source;
  events_.clear();
  oldest_ = 0;
}

void Livelock::performed(const Event& event) {
  if (events_.size() < window_events) {
    events_.push(event);
    return;
  }
  events_[oldest_] = event;
  oldest_ = (oldest_ + 1) % window_events;
}

// Whether the change with this index, in the second half, was made in the first half too.
bool Livelock::comes_back(std::uint32_t i) const noexcept {
  const Event& change = event(i);
  for (std::uint32_t k = 0; k < events_.size() / 2; ++k) {
    const Event& earlier = event(k);
    if (earlier.object == change.object && earlier.a == change.a &&
        sort_of(earlier) == Sort::change) {
      return true;
    }
  }
  return false;
}

bool Livelock::got_nowhere() {
  if (events_.size() < events_least) return false;
  movers_.clear();
  for (std::uint32_t i = 0; i < events_.size(); ++i) {
    const Event& seen = event(i);
    const Sort sort = sort_of(seen);
    if (sort == Sort::progress) return false;
    if (sort == Sort::change && i >= events_.size() / 2 && !comes_back(i)) return false;
    if (seen.goroutine == 0) continue;
    Mover& mover = movers_.at_least(seen.goroutine, {});
    ++mover.steps;
    switch (sort) {
      case Sort::fail:
        ++mover.failures;
        heddle::detail::assign(mover.failed_at, seen.at);
        break;
      case Sort::pause: ++mover.pauses; break;
      case Sort::look:
        ++mover.looks;
        if (mover.failures == 0) heddle::detail::assign(mover.failed_at, seen.at);
        break;
      default: break;
    }
  }
  return all_retry();
}

bool Livelock::all_retry() {
  std::uint32_t retrying = 0;
  for (const Mover& mover : movers_) {
    if (mover.steps == 0) continue;
    const bool polls = mover.looks >= retries_least && mover.pauses >= retries_least;
    if (mover.failures < retries_least && !polls) return false;
    ++retrying;
  }
  return retrying >= 2;
}

void Livelock::ended(Findings& findings) {
  for (trace::Finding& other : findings) {
    const bool at_limit = other.kind == Kind::step_limit ||
                          (other.kind == Kind::partial_deadlock && !source_->settled());
    if (!at_limit || other.after_main || !got_nowhere()) continue;
    std::string who;
    std::uint32_t named = 0;
    for (std::uint32_t g = 1; g < movers_.size(); ++g) {
      if (movers_[g].steps == 0 || ++named > 4) continue;
      if (named > 1) who += " and ";
      who += label(*source_, g);
    }
    if (named > 4) who += " and " + std::to_string(named - 4) + " more";
    trace::Finding finding = source_->finding(
        Kind::livelock, who + " only try again and get nowhere (the last " +
                            std::to_string(events_.size()) + " operations before the step limit)");
    for (std::uint32_t g = 1; g <= source_->goroutines(); ++g) {
      if (source_->state(g) == State::done) continue;
      trace::Involved involved = source_->describe(g);
      // Where in its round the limit has caught it says nothing.
      if (g < movers_.size() && movers_[g].steps != 0) {
        involved.state = "running";
        involved.site = site_of(movers_[g].failed_at);
        involved.waits_for.clear();
      }
      finding.goroutines.push_back(involved);
    }
    finding.notes.push_back(other.message);
    other = finding;
    return;
  }
}

}  // namespace heddle::detect
