#pragma once

// The simplest schedule that shows a finding (search/simplify.h says what is simple, and how it is
// looked for).

#include <heddle/trace/finding.h>

#include <cstdint>
#include <optional>
#include <string>

#include "search/isolated.h"
#include "search/simplify.h"
#include "search/target.h"

namespace heddle::search {

// Of the findings of one campaign, how many are worth the time.
inline constexpr std::size_t shrunk_most = 32;

struct Shrunk {
  std::string schedule;
  std::uint64_t decisions = 0;
  std::uint64_t preemptions = 0;
  std::uint32_t early_firings = 0;
  std::uint64_t tries = 0;  // runs that it took
  bool fewest = false;      // every schedule with fewer preemptions was seen, and none shows it
};

// The finding with its simpler schedule, still to be confirmed.
trace::Finding with(const trace::Finding& finding, const Shrunk& shrunk);

// In this process. Empty when the finding does not come again here at all.
std::optional<Shrunk> shrink_here(engine::Run& run, const Target& target,
                                  const trace::Finding& finding, const ShrinkBudget& budget = {});

// In processes of their own: one for a finding that a process survives, else one for each try. The
// result still has to be confirmed in a fresh process.
std::optional<Shrunk> shrink_isolated(const Target& target, const trace::Finding& finding,
                                      const Isolation& isolation, const ShrinkBudget& budget = {});

}  // namespace heddle::search
