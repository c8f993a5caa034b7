#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hunt/catalogue.h"

namespace heddle::hunt {

// The strategies that the table in docs/strategies.md compares.
std::span<const std::string_view> compared_strategies();

struct Hunt {
  std::string strategy;
  std::uint64_t limit = 1000;  // schedules, at most
  std::uint64_t seeds = 20;    // campaigns, with the seeds 1, 2, ...
};

// How many schedules a campaign needed to its first finding, which counts; `limit + 1` when there
// was none. One number for each seed. Throws std::runtime_error when the strategy does not exist or
// the program shows anything but its bug.
std::vector<std::uint64_t> schedules_to_bug(const Quarry& quarry, const Hunt& hunt);

// The mean, in hundredths.
std::uint64_t mean_hundredths(std::span<const std::uint64_t> schedules);

// How many of them are within a budget, in percent.
std::uint64_t percent_within(std::span<const std::uint64_t> schedules, std::uint64_t budget);

}  // namespace heddle::hunt
