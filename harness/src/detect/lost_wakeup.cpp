#include "detect/lost_wakeup.h"

#include <string>

namespace heddle::detect {
namespace {

// So many lost signals of one Cond are looked through for one that a waiter did not know of.
constexpr unsigned lost_signals_looked_at = 64;
constexpr std::uint32_t signals_most = 1 << 16;

bool is_stuck(Kind kind) noexcept {
  return kind == Kind::deadlock || kind == Kind::partial_deadlock || kind == Kind::leak;
}

}  // namespace

void LostWakeup::begin(const Source& source) {
  source_ = &source;
  signals_.clear();
  latest_.clear();
  waits_.clear();
}

void LostWakeup::performed(const Event& event) {
  if (event.kind == OpKind::cond_wait) {
    Wait& wait = waits_.at_least(event.goroutine, {});
    if (!event.waits) {
      wait = {event.object, 0, event.number};
      return;
    }
    if (wait.object != event.object) wait = {event.object, 0, 0};
    wait.missed = missed_by(event);
    return;
  }
  if (event.a != 0 || signals_.size() >= signals_most) return;
  std::uint32_t& latest = latest_.at_least(event.object, 0);
  signals_.push(
      {event.object, latest, event.kind, event.number, source_->now(event.goroutine), event.at});
  latest = signals_.size();
}

// The latest lost signal that the waiter does not know of. Once it has been woken on this Cond it
// has looked again at whatever was signalled before.
std::uint32_t LostWakeup::missed_by(const Event& wait) const {
  if (wait.object >= latest_.size()) return 0;
  unsigned looks = lost_signals_looked_at;
  for (std::uint32_t i = latest_[wait.object]; i != 0 && looks != 0; --looks) {
    const Signal& signal = signals_[i - 1];
    if (signal.number < waits_[wait.goroutine].woken) return 0;
    if (!source_->knows(wait.goroutine, signal.moment)) return i;
    i = signal.previous;
  }
  return 0;
}

void LostWakeup::ended(Findings& findings) {
  if (signals_.empty() || !source_->settled()) return;
  std::uint32_t waiter = 0;
  for (std::uint32_t g = 1; g <= source_->goroutines() && g < waits_.size(); ++g) {
    if (waits_[g].missed != 0 && source_->state(g) == State::parked &&
        source_->pending(g) == OpKind::cond_wait) {
      waiter = g;
      break;
    }
  }
  trace::Finding* stuck = nullptr;  // whose place it takes
  for (trace::Finding& other : findings) {
    if (is_stuck(other.kind)) stuck = &other;
  }
  if (waiter == 0 || stuck == nullptr) return;
  const Signal& signal = signals_[waits_[waiter].missed - 1];
  trace::Finding finding = source_->finding(
      Kind::lost_wakeup,
      std::string("the ") + (signal.kind == OpKind::cond_signal ? "signal" : "broadcast") + " at " +
          place(signal.at) + " came when nobody waited, and " + label(*source_, waiter) +
          " then waits for ever at " + place(source_->pending_at(waiter)));
  finding.sites.push_back(site_of(signal.at));
  finding.sites.push_back(site_of(source_->pending_at(waiter)));
  finding.notes.push_back(
      "nothing orders the signal before the wait: the waiter must look at what it waits for while "
      "it holds the lock, and the signaller change it under the same lock");
  for (std::uint32_t g = 1; g <= source_->goroutines(); ++g) {
    if (source_->state(g) != State::done) finding.goroutines.push_back(source_->describe(g));
  }
  finding.notes.push_back(stuck->message);
  *stuck = finding;
}

}  // namespace heddle::detect
