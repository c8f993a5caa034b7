#pragma once

#include <cstdint>
#include <vector>

#include "engine/recorder.h"

namespace heddle::instrument {

struct HeldLock {
  std::uint32_t object = 0;  // ordinal
  std::uint32_t event = 0;   // that took it
};

// The mutexes a goroutine held after this event of a recorded run, in the order in which it took
// them.
std::vector<HeldLock> held_locks(const engine::Recorder& recorder, std::uint32_t goroutine,
                                 std::uint32_t event);

}  // namespace heddle::instrument
