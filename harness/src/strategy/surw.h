#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "strategy/event_priorities.h"
#include "strategy/learning.h"
#include "strategy/profile.h"
#include "strategy/remaining.h"

namespace heddle::strategy {

// Selectively uniform random walk: Zhao, Wolff, Mathur, Roychoudhury, "Selectively uniform
// concurrency testing" (SURW), ASPLOS 2025.
//
// Each run picks a set of interesting operations: the accesses of one variable, the acquires of one
// lock, or the operations of one channel, each with a chance in proportion to how often it is used
// (by the profile of the first runs). The order of these is drawn uniformly: in advance, a
// goroutine is drawn in proportion to how many of them it has left, and the others stop before
// theirs until that one has done its own. All other operations go by priorities as in pos.
//
// Departures from the paper: everything that is shared is a candidate, locks and channels too; an
// early firing of the clock on offer is taken once in eight times.
class Surw final : public Learning {
 public:
  Surw();
  // As a part of a strategy that learns for it.
  explicit Surw(std::shared_ptr<Profile> profile);

  std::string spec() const override { return "surw"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;
  void yielded(engine::Goroutine& goroutine) override;

 private:
  Surw(std::shared_ptr<Profile> profile, bool own);
  void prepare(std::uint64_t index) override;
  void arrived(engine::Goroutine& goroutine) override;
  bool is_interesting(const engine::Goroutine& goroutine) const noexcept;

  std::shared_ptr<Profile> profile_;
  Remaining remaining_;
  EventPriorities priorities_;
  std::uint64_t object_ = 0;                 // whose operations are interesting; 0: none yet
  const engine::Goroutine* next_ = nullptr;  // whose interesting operation comes next
  std::vector<bool> stopped_;                // by ordinal: waits before an interesting operation
};

}  // namespace heddle::strategy
