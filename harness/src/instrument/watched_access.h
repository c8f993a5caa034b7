#pragma once

// The inlined part of what the compiler calls for each access.

#include <cstddef>
#include <cstdint>

#include "engine/plain_memory.h"
#include "instrument/runtime.h"
#include "instrument/shadow.h"

namespace heddle::instrument {

inline void watched_range(const void* address, std::size_t bytes, bool writes,
                          const void* return_address) {
  if (engine::access_view.now == 0) return;
  runtime.access(reinterpret_cast<std::uintptr_t>(address), bytes, writes,
                 reinterpret_cast<std::uintptr_t>(return_address));
}

// The usual access lies in one cell, and its goroutine has made it before at this same moment: then
// there is nothing to check and nothing to remember.
template <std::size_t bytes>
[[gnu::always_inline]] inline void watched_access(const void* address, bool writes,
                                                  const void* return_address) {
  const std::uint64_t key = engine::access_view.key;
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  if (key != 0) [[likely]] {
    const Cell& cell = Shadow::cell(at);
    const std::uint64_t mask = ((std::uint64_t{1} << bytes) - 1) << at % Shadow::granule_bytes;
    if (cell.write.key == key && (cell.write.info & mask) == mask &&
        (!writes || cell.read.key == 0)) {
      return;
    }
    if (!writes && cell.read.key == key && (cell.read.info & mask) == mask) return;
  }
  watched_range(address, bytes, writes, return_address);
}

}  // namespace heddle::instrument
