#pragma once

#include <heddle/here.h>

#include <cstdint>
#include <string_view>

namespace heddle {

// Ends the run with a `check-failed` finding unless the condition holds. `what` says what should
// have been true. It is no exception: nothing can catch it.
void check(bool condition, std::string_view what, Here at = Here::current());

// Adds a line to the trace.
void log(std::string_view text, Here at = Here::current());

// A number in [0, n) taken by the schedule: every value is explored. n must be at least 1.
std::uint64_t choose(std::uint64_t n, Here at = Here::current());

// 64 random bits taken by the schedule. Strategies that enumerate (dfs) do not enumerate these:
// they take them from the seed and say so.
std::uint64_t random_u64(Here at = Here::current());

// Gives this run up unless the condition holds: it is cut, neither good nor bad.
void assume(bool condition, Here at = Here::current());

}  // namespace heddle
