#pragma once

#include <cstdint>
#include <memory>

#include "strategy/aims.h"
#include "strategy/learning.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// The default order with one delay: a goroutine stops before one operation until nobody else can go
// on. Delay bounding (delay.h) with a bound of 1, at the places where a delay can matter (aims.h),
// one after the other.
//
// A part of the portfolio, which learns for it (reads_from.h).
class OneDelay final : public Learning {
 public:
  explicit OneDelay(std::shared_ptr<ReadsFrom> known) : Learning({}), known_(std::move(known)) {}

  std::string spec() const override { return "one-delay"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t early_firings() const override { return 0; }

 private:
  void prepare(std::uint64_t index) override;
  std::uint64_t kinds() const override { return known_->kinds(); }
  void saw(const engine::Performed& what) override;

  std::shared_ptr<ReadsFrom> known_;
  DelayPlaces places_;
  std::uint32_t place_ = ReadsFrom::none;  // of this run's delay; none: it is over
  const engine::Goroutine* delayed_ = nullptr;
};

}  // namespace heddle::strategy
