#include "core/step_function.h"

#include <algorithm>

namespace heddle::viewer {

void StepFunction::set(std::uint32_t step, std::int32_t value) {
  if (latest() == value) return;
  largest_ = std::max(largest_, value);
  if (!steps_.empty() && steps_.back() == step) {
    values_.back() = value;
    return;
  }
  steps_.push_back(step);
  values_.push_back(value);
}

void StepFunction::finish() {
  steps_.shrink_to_fit();
  values_.shrink_to_fit();
  std::vector<Bounds> below;
  for (std::size_t i = 0; i < values_.size(); i += block) {
    Bounds bounds{values_[i], values_[i]};
    for (std::size_t k = i; k < std::min(values_.size(), i + block); ++k) {
      bounds = {std::min(bounds.min, values_[k]), std::max(bounds.max, values_[k])};
    }
    below.push_back(bounds);
  }
  while (below.size() > 1) {
    levels_.push_back(below);
    std::vector<Bounds> above;
    for (std::size_t i = 0; i < below.size(); i += block) {
      Bounds bounds = below[i];
      for (std::size_t k = i; k < std::min(below.size(), i + block); ++k) {
        bounds = {std::min(bounds.min, below[k].min), std::max(bounds.max, below[k].max)};
      }
      above.push_back(bounds);
    }
    below = std::move(above);
  }
}

std::size_t StepFunction::changes_until(std::uint32_t step) const {
  return static_cast<std::size_t>(std::upper_bound(steps_.begin(), steps_.end(), step) -
                                  steps_.begin());
}

std::int32_t StepFunction::at(std::uint32_t step) const {
  const std::size_t count = changes_until(step);
  return count == 0 ? 0 : values_[count - 1];
}

StepFunction::Range StepFunction::over(std::uint32_t first, std::uint32_t last) const {
  std::size_t from = changes_until(first);
  const std::int32_t entry = from == 0 ? 0 : values_[from - 1];
  Range range{entry, entry, false};
  std::size_t to = from;
  // Close by first: a pixel holds few changes as a rule.
  const std::size_t near = std::min(steps_.size(), from + 2 * block);
  while (to < near && steps_[to] < last) ++to;
  if (to == near && near < steps_.size()) {
    to = static_cast<std::size_t>(
        std::lower_bound(steps_.begin() + static_cast<std::ptrdiff_t>(near), steps_.end(), last) -
        steps_.begin());
  }
  range.changes = to > from;
  const auto take = [&range](std::int32_t min, std::int32_t max) {
    range.min = std::min(range.min, min);
    range.max = std::max(range.max, max);
  };
  // Up from the ends: what is left over at each level, then whole blocks of the next.
  for (std::size_t level = 0; from < to; ++level) {
    const bool top = level == levels_.size();
    const auto look = [&](std::size_t i) {
      if (level == 0) {
        take(values_[i], values_[i]);
      } else {
        take(levels_[level - 1][i].min, levels_[level - 1][i].max);
      }
    };
    while (from < to && (top || from % block != 0)) look(from++);
    while (from < to && (top || to % block != 0)) look(--to);
    from /= block;
    to /= block;
  }
  return range;
}

}  // namespace heddle::viewer
