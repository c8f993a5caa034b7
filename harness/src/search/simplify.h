#pragma once

// The search for a simpler schedule with the same finding, apart from how a schedule is tried out
// (search/shrink.h). Simpler is: fewer preemptions and early firings, then fewer early firings,
// then fewer switches, then fewer operations.
//
// One after the other, each step kept when a run has confirmed it:
//   - the same happens-before class with fewer switches (search/few_switches.h);
//   - the blocks of one goroutine merged, where the order between them is no matter (Jalbert, Sen,
//     "A trace simplification technique for effective debugging of concurrent programs", FSE 2010);
//   - delta debugging over the deviations from the default order (Zeller, Hildebrandt, "Simplifying
//     and isolating failure-inducing input", IEEE TSE 2002), then over pairs of them;
//   - each deviation a few operations earlier.
// What a try leaves out may change what comes after it, so the next one starts from the deviations
// that were really made.

#include <compare>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "search/few_switches.h"
#include "strategy/deviating.h"

namespace heddle::search {

struct ScheduleCost {
  std::uint64_t interruptions = 0;  // preemptions and early firings
  std::uint64_t early_firings = 0;
  std::uint64_t switches = 0;
  std::uint64_t steps = 0;
  std::uint64_t deviations = 0;
  friend auto operator<=>(const ScheduleCost&, const ScheduleCost&) = default;
};

// What a try showed.
struct Attempt {
  bool same = false;  // the finding came again
  ScheduleCost cost;
  strategy::Deviations made;
  std::vector<strategy::DoneOperation> operations;  // where they can be known
};

struct ShrinkBudget {
  std::uint64_t runs = 3000;
  std::uint64_t steps = 3'000'000;  // in all runs together
};

class Simplify {
 public:
  using Try = std::function<Attempt(const strategy::Deviations& wanted)>;
  // A run whose goroutines go in this order, with the values of these deviations.
  using TryOrder =
      std::function<Attempt(const std::vector<Block>& blocks, const strategy::Deviations& values)>;

  // `first` is the run to begin with.
  Simplify(Try try_out, TryOrder try_order, Attempt first, const ShrinkBudget& budget)
      : try_(std::move(try_out)),
        try_order_(std::move(try_order)),
        best_(std::move(first)),
        budget_(budget) {}

  // Considers a run that was made elsewhere.
  void consider(Attempt attempt);
  void reorder();
  void merge_blocks();
  void delta_debug();
  void drop_pairs();
  void move_earlier();

  const Attempt& best() const noexcept { return best_; }
  std::uint64_t tries() const noexcept { return tries_; }
  // From now on no more than this share of the budget may be used in all.
  void allow(std::uint64_t percent) noexcept { percent_ = percent; }
  bool exhausted() const noexcept {
    return tries_ >= budget_.runs * percent_ / 100 || steps_ >= budget_.steps * percent_ / 100;
  }
  // A run that was made elsewhere is paid for too.
  void charge(std::uint64_t steps) noexcept {
    ++tries_;
    steps_ += steps;
  }

 private:
  bool better(Attempt attempt);
  bool better(const strategy::Deviations& wanted);
  bool better(const std::vector<Block>& blocks);
  bool merge_all_of_one();
  bool merge_two();

  Try try_;
  TryOrder try_order_;
  Attempt best_;
  ShrinkBudget budget_;
  std::uint64_t tries_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t percent_ = 100;
};

}  // namespace heddle::search
