#pragma once

// A number that changes at steps of a run: how full a channel is, how many wait for a lock, who
// holds it. Seeks are logarithmic, and so is the smallest and largest value of any range: blocks of
// changes keep theirs, blocks of blocks too.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::viewer {

class StepFunction {
 public:
  struct Range {
    std::int32_t min = 0;
    std::int32_t max = 0;
    bool changes = false;  // within the range, not at its beginning
  };

  // From this step on it has this value; before the first change it is 0. Steps do not decrease; of
  // several changes at one step the last one counts.
  void set(std::uint32_t step, std::int32_t value);
  void add(std::uint32_t step, std::int32_t delta) { set(step, latest() + delta); }
  // To be called once, after the last change; ranges can be asked for only then.
  void finish();

  [[nodiscard]] std::int32_t at(std::uint32_t step) const;
  // Of the steps first to last - 1; at least one.
  [[nodiscard]] Range over(std::uint32_t first, std::uint32_t last) const;
  [[nodiscard]] std::int32_t latest() const { return values_.empty() ? 0 : values_.back(); }
  [[nodiscard]] std::int32_t largest() const { return largest_; }

  // The changes, one by one.
  [[nodiscard]] std::size_t changes() const { return steps_.size(); }
  [[nodiscard]] std::uint32_t step_of(std::size_t change) const { return steps_[change]; }
  [[nodiscard]] std::int32_t value_after(std::size_t change) const { return values_[change]; }
  // How many changes come at this step or before.
  [[nodiscard]] std::size_t changes_until(std::uint32_t step) const;

 private:
  struct Bounds {
    std::int32_t min;
    std::int32_t max;
  };
  static constexpr std::size_t block = 16;

  std::vector<std::uint32_t> steps_;
  std::vector<std::int32_t> values_;
  std::vector<std::vector<Bounds>> levels_;  // of `block` changes, of block * block, ...
  std::int32_t largest_ = 0;
};

}  // namespace heddle::viewer
