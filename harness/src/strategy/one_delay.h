#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "strategy/learning.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// The default order with one delay: a goroutine stops before one operation until nobody else can go
// on. Delay bounding (delay.h) with a bound of 1, at the places where a delay can matter: an
// operation that would then meet something it has not met so far, or that others have met. It goes
// through these places, those first before which the goroutine has done something to what is shared
// (so that others see half of its work), and plain writes before reads.
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
  void list_places();
  std::uint64_t rank_of(std::uint32_t place) const;

  std::shared_ptr<ReadsFrom> known_;
  std::vector<std::uint32_t> places_;      // events
  std::uint32_t place_ = ReadsFrom::none;  // of this run's delay; none: it is over
  const engine::Goroutine* delayed_ = nullptr;
};

}  // namespace heddle::strategy
