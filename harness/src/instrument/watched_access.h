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

// The usual access lies in one cell, and its goroutine has made it before at this same moment.
template <std::size_t bytes>
[[gnu::always_inline]] inline void watched_access(const void* address, bool writes,
                                                  const void* return_address) {
  const std::uint64_t key = engine::access_view.key;
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  if (key != 0) [[likely]] {
    const Cell& cell = Shadow::cell(at);
    const std::uint64_t mask = ((std::uint64_t{1} << bytes) - 1) << at % Shadow::granule_bytes;
    if (is_known(cell, key, mask, writes)) return;
  }
  watched_range(address, bytes, writes, return_address);
}

}  // namespace heddle::instrument
