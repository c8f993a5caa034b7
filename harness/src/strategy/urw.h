#pragma once

#include <memory>

#include "strategy/learning.h"
#include "strategy/profile.h"
#include "strategy/remaining.h"

namespace heddle::strategy {

// Uniform random walk: Zhao, Wolff, Mathur, Roychoudhury, "Selectively uniform concurrency testing"
// (SURW), ASPLOS 2025, section 3.
//
// A goroutine is as likely to go next as it has operations left, by the profile of the first runs.
// If the profile is right and nobody ever waits, every interleaving is as likely as any other; a
// plain random walk favours those in which short goroutines come early.
//
// Departures from the paper: who has more to do than the profile says counts as having one
// operation left; an early firing of the clock on offer is taken once in eight times.
class Urw final : public Learning {
 public:
  Urw();
  // As a part of a strategy that learns for it.
  explicit Urw(std::shared_ptr<Profile> profile);

  std::string spec() const override { return "urw"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;

 private:
  Urw(std::shared_ptr<Profile> profile, bool own);
  void prepare(std::uint64_t index) override;
  void arrived(engine::Goroutine& goroutine) override;

  std::shared_ptr<Profile> profile_;
  Remaining remaining_;
};

// One of the ready, each with a chance in proportion to what it has left; at least one if `all`.
engine::Goroutine* drawn_by_remaining(const engine::Choice& choice, const Remaining& remaining,
                                      std::uint32_t least, engine::Rng& rng);

}  // namespace heddle::strategy
