#pragma once

#include <cstdint>
#include <memory>

#include "strategy/aims.h"
#include "strategy/learning.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// The default order with one delay: a goroutine stops before one operation until nobody else can go
// on. Delay bounding (delay.h) with a bound of 1, at the places where a delay can matter (aims.h),
// the one tried least. Values (a select's case) are drawn.
//
// Others are not only goroutines: who stops takes time, so timers fire early too while it is
// stopped, as far as the run allows, and whom they wake goes before it.
//
// A part of the portfolio, which learns for it (reads_from.h).
class OneDelay final : public Learning {
 public:
  explicit OneDelay(std::shared_ptr<ReadsFrom> known) : Learning({}), known_(std::move(known)) {}

  // Whether there is a place that no run has tried. Without one, a run would only be the default
  // order again.
  bool has_place();

  std::string spec() const override { return "one-delay"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;

 private:
  static constexpr std::uint32_t clock_moves_most = 2;

  void prepare(std::uint64_t index) override;
  std::uint64_t kinds() const override { return known_->kinds(); }
  void saw(const engine::Performed& what) override;

  std::shared_ptr<ReadsFrom> known_;
  DelayPlaces places_;
  std::uint32_t place_ = ReadsFrom::none;  // of this run's delay; none: it is over
  const engine::Goroutine* delayed_ = nullptr;
  std::uint32_t clock_moves_ = 0;  // while it was delayed
};

}  // namespace heddle::strategy
