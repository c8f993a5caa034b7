// Deciding who goes next, and going there.

#include "engine/run.h"
#include "engine/sanitizer.h"

namespace heddle::engine {
namespace {

constexpr std::uint64_t hash_factor = 0x9e3779b97f4a7c15ULL;

}  // namespace

Goroutine* Run::decided(Goroutine* me, bool clock) {
  const bool current_ready = me != nullptr && me->state == State::ready;
  const auto check = static_cast<std::uint32_t>(((hash_ ^ ready_key_) * hash_factor) >> 32);
  const Choice choice{ready_, ready_count_, me, current_ready, clock, steps_, check};
  Goroutine* next = strategy_->pick(choice);
  ++result_.decisions;
  const Decision decision{DecisionKind::goroutine, next == nullptr ? 0 : next->ordinal};
  if (!log_.append(decision, check)) give_up("the decision log is full");
  if (current_ready && next != me && next != nullptr && me->op.kind != OpKind::yield) {
    ++result_.preemptions;
  }
  return next;
}

Goroutine* Run::choose_next(Goroutine* me) {
  for (;;) {
    if (ready_count_ == 0) [[unlikely]] {
      if (!somebody_after_all()) return nullptr;
      continue;
    }
    const bool early = may_move_clock_ && early_left_ != 0 && timers_.next_wakes();
    const bool clock = early || pollers_held_ != 0;
    Goroutine* next = ready_[0];
    if (ready_count_ > 1 || clock) {
      next = decided(me, clock);
      if (next == nullptr) {
        hash_ = (hash_ ^ ready_key_) * hash_factor;
        if (early) {
          --early_left_;
          ++result_.early_firings;
          timers_.fire_next(true);
        } else {
          timers_.move_for_pollers();
          if (held_ != nullptr) release_held();
        }
        clock_changed();
        continue;
      }
    }
    const std::uint64_t object = next->op.object == nullptr ? 0 : next->op.object->identity;
    hash_ = (hash_ ^ ready_key_ ^ (next->identity + static_cast<std::uint64_t>(next->op.kind)) ^
             (object << 1)) *
            hash_factor;
    hash_ ^= hash_ >> 29;
    next->state = State::running;
    if (next->ready_since + fair_window_steps_ < steps_) [[unlikely]]
      last_unfair_step_ = steps_;
    if (follower_ != nullptr) [[unlikely]]
      follower_->step(*next);
    return next;
  }
}

// Nobody is ready: those who spin get another turn, the clock moves, or the run is over.
bool Run::somebody_after_all() {
  if (ended_) return false;
  if (pollers_held_ != 0) {
    timers_.move_for_pollers();
    if (held_ != nullptr) release_held();
    return true;
  }
  if (timers_.fire_until_somebody_wakes()) return true;
  if (held_ != nullptr) {
    release_held();
    return true;
  }
  return false;
}

void Run::switch_to(Goroutine& from, Goroutine* to) {
  from.exceptions = *exceptions_;
  if (to == nullptr) [[unlikely]] {
    before_switch(&from.asan_fake_stack, host_stack_low_, host_stack_bytes_);
    switch_fiber(from.fiber, host_);
  } else {
    ++result_.switches;
    running_ = to;
    *exceptions_ = to->exceptions;
    before_switch(&from.asan_fake_stack, to->stack_low,
                  static_cast<std::size_t>(to->stack_top - to->stack_low));
    switch_fiber(from.fiber, to->fiber);
  }
  after_switch(from.asan_fake_stack, nullptr, nullptr);
  while (visit_ != nullptr) [[unlikely]]
    answer_visit(from);
}

void Run::leave(Goroutine& from, Goroutine* to) {
  (void)from;
  if (to == nullptr) {
    before_switch(nullptr, host_stack_low_, host_stack_bytes_);
    leave_fiber(host_);
  } else {
    ++result_.switches;
    running_ = to;
    *exceptions_ = to->exceptions;
    before_switch(nullptr, to->stack_low, static_cast<std::size_t>(to->stack_top - to->stack_low));
    leave_fiber(to->fiber);
  }
  __builtin_unreachable();
}

std::uint32_t Run::choose(DecisionKind kind, std::uint32_t n) {
  if (n < 2) return 0;
  const auto check = static_cast<std::uint32_t>(((hash_ ^ n) * hash_factor) >> 32);
  const Unwatched unwatched;
  const std::uint32_t value = strategy_->choose(kind, n, check);
  ensure(value < n, "a strategy chose a value that was not on offer");
  ++result_.decisions;
  // A select's case is told with it, and which timer fires by the firing.
  if (counts_classes_ && kind != DecisionKind::select_case && kind != DecisionKind::timer) {
    class_hash_.chose(on_host_ ? nullptr : running_, value);
  }
  if (!log_.append({kind, value}, check)) give_up("the decision log is full");
  hash_ = (hash_ ^ n ^ (std::uint64_t{value} << 32)) * hash_factor;
  hash_ ^= hash_ >> 29;
  return value;
}

std::uint64_t Run::random_bits() {
  const auto check = static_cast<std::uint32_t>((hash_ * hash_factor) >> 32);
  const Unwatched unwatched;
  const std::uint64_t bits = strategy_->random_bits(check);
  ++result_.decisions;
  if (counts_classes_) class_hash_.chose(on_host_ ? nullptr : running_, bits);
  const Decision parts[] = {
      {DecisionKind::random_low, static_cast<std::uint32_t>(bits & decision_value_max)},
      {DecisionKind::random_middle, static_cast<std::uint32_t>(bits >> 28 & decision_value_max)},
      {DecisionKind::random_high, static_cast<std::uint32_t>(bits >> 56)}};
  for (const Decision part : parts) {
    if (!log_.append(part, check)) give_up("the decision log is full");
  }
  hash_ = (hash_ ^ bits) * hash_factor;
  return bits;
}

}  // namespace heddle::engine
