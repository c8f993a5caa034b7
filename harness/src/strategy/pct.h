#pragma once

#include <memory>
#include <vector>

#include "strategy/learning.h"
#include "strategy/length.h"

namespace heddle::strategy {

// Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized
// scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010.
//
// Every goroutine has a priority of its own; the ready one with the highest always runs. At
// depth - 1 places drawn in advance (change points) the running goroutine falls to a low priority:
// at the i-th to i. A bug that needs d ordering constraints is found in a run with a chance of at
// least 1 / (n * k^(d-1)), with n goroutines and k places to choose from.
//
// Departures from the paper:
//   - n need not be known: a new goroutine's priority is drawn so that every rank is equally
//   likely.
//   - k is learned: a fifth more than the decisions of the longest run learned that was not cut.
//   - Only decisions are counted, not every operation: elsewhere a change of priority shows
//   nothing.
//   - A goroutine that yields or spins falls to the lowest priority, below all change points, else
//     a polling loop with a high priority would never end.
//   - Time: half of the runs have one change point more, which is the clock's. From there on the
//     first early firing on offer is taken; no other is.
class Pct final : public Learning {
 public:
  static constexpr std::uint32_t depth_max = 100;

  // 1 <= depth <= depth_max.
  explicit Pct(std::uint32_t depth);
  // As a part of a strategy that learns for it.
  Pct(std::uint32_t depth, std::shared_ptr<Length> length);

  std::string spec() const override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  void yielded(engine::Goroutine& goroutine) override;

 private:
  struct ChangePoint {
    std::uint64_t at;       // number of the decision, from 1
    std::int64_t priority;  // of whoever runs there, from then on
  };

  Pct(std::uint32_t depth, std::shared_ptr<Length> length, bool own);
  void prepare(std::uint64_t index) override;
  void arrived(engine::Goroutine& goroutine) override;
  void change(const engine::Choice& choice);

  std::uint32_t depth_;
  std::shared_ptr<Length> length_;
  std::uint64_t decisions_ = 0;    // of this run: picks only
  std::uint64_t next_change_ = 0;  // number of the decision of the next change point
  std::uint64_t clock_point_ = 0;  // 0: none
  std::size_t changes_made_ = 0;
  std::int64_t lowest_ = 0;               // priority given to the goroutine that yielded last
  std::vector<ChangePoint> changes_;      // by place
  std::vector<std::int64_t> priorities_;  // by ordinal
};

}  // namespace heddle::strategy
