#pragma once

#include <vector>

#include "strategy/sampling.h"

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
//   - k is learned: a fifth more than the decisions of the longest run so far that was not cut, of
//     all batches (engine/batch.h) before.
//   - Only decisions are counted, not every operation: elsewhere a change of priority shows
//   nothing.
//   - A goroutine that yields or spins falls to the lowest priority, below all change points, else
//     a polling loop with a high priority would never end.
//   - Time: half of the runs have one change point more, which is the clock's. From there on the
//     first early firing on offer is taken; no other is.
class Pct final : public Sampling {
 public:
  static constexpr std::uint32_t depth_max = 100;

  // 1 <= depth <= depth_max.
  explicit Pct(std::uint32_t depth);

  std::string spec() const override;
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  void spawned(engine::Goroutine& goroutine) override;
  void yielded(engine::Goroutine& goroutine) override;
  void end_run(const engine::RunEnd& end) override;
  std::size_t save(std::span<std::byte> room) const noexcept override;
  void resume(std::span<const std::byte> saved) override;
  bool divides() const override { return true; }
  void merge(std::span<const std::byte> saved) override;

 private:
  struct ChangePoint {
    std::uint64_t at;       // number of the decision, from 1
    std::int64_t priority;  // of whoever runs there, from then on
  };

  void change(const engine::Choice& choice);

  std::uint32_t depth_;
  // What was learned; also what is saved.
  struct Learned {
    std::uint64_t longest_decisions = 0;  // of the runs that were not cut, of all batches before
    std::uint64_t longest_so_far = 0;     // this batch included
    std::uint64_t batch = 0;              // its first run
  } learned_;
  std::uint64_t decisions_ = 0;    // of this run: picks only
  std::uint64_t next_change_ = 0;  // number of the decision of the next change point
  std::uint64_t clock_point_ = 0;  // 0: none
  std::size_t changes_made_ = 0;
  std::int64_t lowest_ = 0;               // priority given to the goroutine that yielded last
  std::vector<ChangePoint> changes_;      // by place
  std::vector<std::int64_t> priorities_;  // by ordinal
};

}  // namespace heddle::strategy
