#include <heddle/select.h>

#include <cstdlib>
#include <new>

#include "engine/run.h"
#include "go/chan.h"

namespace heddle {

using engine::ChanState;
using engine::Goroutine;
using engine::OpKind;
using engine::Run;
using engine::Waiter;

// --- Case ---------------------------------------------------------------------------------------

Case::Case(Direction direction, detail::ChanRef chan, const detail::ElementOps& ops, void* value,
           void* target, Here at)
    : chan_(chan), ops_(&ops), target_(target), at_(at), direction_(direction) {
  element_ = reserve();
  if (value != nullptr) {
    ops_->move(element_, value);
    full_ = true;
  }
}

Case::Case(Case&& other) noexcept { steal(other); }

Case& Case::operator=(Case&& other) noexcept {
  if (this != &other) {
    drop();
    steal(other);
  }
  return *this;
}

Case::~Case() { drop(); }

void* Case::reserve() {
  if (ops_->bytes <= inline_bytes && ops_->alignment <= alignof(std::max_align_t)) return inline_;
  return ::operator new(ops_->bytes, std::align_val_t{ops_->alignment});
}

void Case::drop() noexcept {
  if (element_ == nullptr) return;
  if (full_ && ops_->destroy != nullptr) ops_->destroy(element_);
  if (element_ != inline_) ::operator delete(element_, std::align_val_t{ops_->alignment});
  element_ = nullptr;
  full_ = false;
}

void Case::steal(Case& other) noexcept {
  chan_ = other.chan_;
  ops_ = other.ops_;
  target_ = other.target_;
  at_ = other.at_;
  direction_ = other.direction_;
  full_ = other.full_;
  if (other.element_ != other.inline_) {
    element_ = other.element_;
    other.element_ = nullptr;
    other.full_ = false;
    return;
  }
  element_ = inline_;
  if (full_) ops_->move(element_, other.element_);
  other.drop();
}

// A receive has put its value at element(), or the channel is closed.
void Case::happened(bool has_value) const {
  if (direction_ == Direction::send) return;
  if (!has_value) {
    if (target_ != nullptr) ops_->reset(target_);
    return;
  }
  full_ = true;
  if (target_ != nullptr) ops_->deliver(target_, element_);
}

// --- select -------------------------------------------------------------------------------------
//
// As Go's: pass 1 looks for cases that can happen now, and the schedule takes one of them; pass 2
// queues the goroutine on every channel and waits; pass 3 finds out which case a partner has
// completed (the partner has already taken the goroutine out of the other queues, so exactly one
// case happens).

namespace {

bool possible(const Case& one, const ChanState* chan) noexcept {
  if (chan == nullptr) return false;
  return one.direction() == Case::Direction::send ? chan->can_send() : chan->can_recv();
}

class Selection {
 public:
  Selection(Run& run, const Case* cases, std::size_t count, Here at)
      : run_(run),
        me_(run.me()),
        cases_(cases),
        count_(static_cast<std::int32_t>(count)),
        at_(at) {}

  int wait() {
    announce(OpKind::select);
    const std::int32_t ready = count_possible();
    if (ready > 0) return perform(take(ready));
    return queue_and_park();
  }

  int attempt() {
    announce(OpKind::try_select);
    const std::int32_t ready = count_possible();
    if (ready > 0) return perform(take(ready));
    if (run_.counts_classes()) touch_cases(none_taken);
    me_.op.facts = trace::Touch::failed;
    run_.looked(me_);
    for (std::int32_t i = 0; i < count_; ++i) {
      const ChanState* polled = chan(i);
      if (polled != nullptr && polled->by_clock) me_.read_clock = true;
    }
    run_.record(me_, static_cast<std::uint64_t>(default_case), static_cast<std::uint64_t>(count_));
    return default_case;
  }

 private:
  static constexpr std::int32_t none_taken = -1;
  static constexpr std::int32_t waits_in_all = -2;

  ChanState* chan(std::int32_t i) const { return engine::channel(run_, cases_[i].chan(), at_); }

  void announce(OpKind kind) {
    me_.op.case_count = static_cast<std::uint16_t>(count_);
    if (run_.follower() != nullptr) [[unlikely]]
      show_cases();
    run_.step(me_, kind, nullptr, at_);
  }

  void show_cases() {
    auto* shown = run_.arena().take_array<engine::AnnouncedCase>(static_cast<std::size_t>(count_));
    for (std::int32_t i = 0; i < count_; ++i) {
      shown[i] = {chan(i), cases_[i].direction() == Case::Direction::send};
    }
    me_.op.cases = shown;
  }

  std::int32_t count_possible() const {
    std::int32_t ready = 0;
    for (std::int32_t i = 0; i < count_; ++i) ready += possible(cases_[i], chan(i)) ? 1 : 0;
    return ready;
  }

  // The index of the possible case that the schedule takes.
  std::int32_t take(std::int32_t ready) {
    std::uint32_t rank =
        run_.choose(engine::DecisionKind::select_case, static_cast<std::uint32_t>(ready));
    for (std::int32_t i = 0;; ++i) {
      if (possible(cases_[i], chan(i)) && rank-- == 0) return i;
    }
  }

  // Tells what the select does to each of its channels, before it does it: waits in all, or takes
  // one and looks at the others.
  void touch_cases(std::int32_t taken) {
    for (std::int32_t i = 0; i < count_; ++i) {
      ChanState* const on = chan(i);
      if (on == nullptr) continue;
      trace::Touch touch{OpKind::chan_recv, trace::Touch::has_try, on->identity};
      if (cases_[i].direction() == Case::Direction::send) touch.kind = OpKind::chan_send;
      if (taken != waits_in_all && taken != i) touch.facts |= trace::Touch::failed;
      run_.touched(me_, touch, *on);
    }
  }

  int perform(std::int32_t i) {
    if (run_.counts_classes()) touch_cases(i);
    const Case& one = cases_[i];
    ChanState& on = *chan(i);
    me_.op.object = &on;
    if (one.direction() == Case::Direction::send) {
      if (on.closed) {
        record(i);
        engine::panic_send_on_closed(one.at());
      }
      engine::send_now(run_, me_, on, one.element());
      record(i);
    } else {
      const bool value = engine::recv_now(run_, me_, on, one.element());
      record(i);
      one.happened(value);
    }
    return i;
  }

  int queue_and_park() {
    // A Waiter for each case, on this stack, which stays where it is while we wait; many cases go
    // to the run's memory instead.
    constexpr std::int32_t on_stack = 8;
    Waiter few[on_stack];
    Waiter* waiters = few;
    if (count_ > on_stack) {
      waiters = run_.arena().take_array<Waiter>(static_cast<std::size_t>(count_));
      for (std::int32_t i = 0; i < count_; ++i) ::new (&waiters[i]) Waiter();
    }
    engine::Sync arrived;
    run_.release(me_, arrived);
    Waiter* first = nullptr;
    Waiter* last = nullptr;
    for (std::int32_t i = 0; i < count_; ++i) {
      ChanState* on = chan(i);
      if (on == nullptr) continue;
      Waiter& waiter = waiters[i];
      waiter.arrived = arrived;
      engine::enqueue(*on,
                      cases_[i].direction() == Case::Direction::send ? on->senders : on->receivers,
                      waiter, me_, cases_[i].element(), i);
      waiter.sibling = first;
      (last == nullptr ? first : last->sibling) = &waiter;
      last = &waiter;
    }
    if (last != nullptr) last->sibling = first;
    me_.op.object = nullptr;
    run_.changed(me_);
    if (run_.counts_classes()) touch_cases(waits_in_all);
    me_.waiters = first;
    run_.record_wait(me_);
    run_.park(me_);
    while (first == nullptr) run_.park(me_);  // nothing can ever happen
    me_.waiters = nullptr;

    const std::int32_t i = me_.woken_case;
    const Case& one = cases_[i];
    ChanState& on = *chan(i);
    const bool closed = me_.woken_closed;
    me_.op.kind = OpKind::select;
    me_.op.object = &on;
    engine::after_wait(run_, me_, on, waiters[i]);
    record(i);
    if (one.direction() == Case::Direction::send) {
      if (closed) engine::panic_send_on_closed(one.at());
    } else {
      one.happened(!closed);
    }
    return i;
  }

  void record(std::int32_t i) {
    run_.record(me_, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(count_));
  }

  Run& run_;
  Goroutine& me_;
  const Case* cases_;
  std::int32_t count_;
  Here at_;
};

}  // namespace

int select(std::initializer_list<Case> cases, Here at) {
  return Selection(Run::here(at), cases.begin(), cases.size(), at).wait();
}

int select(std::vector<Case>& cases, Here at) {
  return Selection(Run::here(at), cases.data(), cases.size(), at).wait();
}

int try_select(std::initializer_list<Case> cases, Here at) {
  return Selection(Run::here(at), cases.begin(), cases.size(), at).attempt();
}

int try_select(std::vector<Case>& cases, Here at) {
  return Selection(Run::here(at), cases.data(), cases.size(), at).attempt();
}

}  // namespace heddle
