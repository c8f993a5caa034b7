#pragma once

// One recorded run as a fuzzer's input says, without a fuzzer.

#include <cstdint>
#include <span>

#include "search/confirm.h"
#include "search/isolated.h"
#include "search/target.h"

namespace heddle::search {

// In this process. The input is all that the run depends on.
Replayed record_input(engine::Run& run, const Target& target, std::span<const std::uint8_t> input);
// The same in a fresh one: the trace is the same, byte for byte.
Replayed record_input_isolated(const Target& target, std::span<const std::uint8_t> input,
                               const Isolation& isolation);

}  // namespace heddle::search
