#pragma once

// A fuzzer's input without a fuzzer: one recorded run as it says, and inputs that say what a
// schedule does.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "search/confirm.h"
#include "search/isolated.h"
#include "search/target.h"

namespace heddle::search {

// In this process. The input is all that the run depends on.
Replayed record_input(engine::Run& run, const Target& target, std::span<const std::uint8_t> input);
// The same in a fresh one: the trace is the same, byte for byte.
Replayed record_input_isolated(const Target& target, std::span<const std::uint8_t> input,
                               const Isolation& isolation);

// The input that makes the same decisions, as far as it says how the schedule deviates from the
// default order (strategy/deviating.h). Tried out; empty with a one-line error when its run is
// another one.
std::optional<std::vector<std::uint8_t>> input_of(const Target& target,
                                                  const strategy::Schedule& schedule,
                                                  const Isolation& isolation, std::string& error);

}  // namespace heddle::search
