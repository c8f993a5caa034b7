#pragma once

// Switches that break Heddle on purpose, for the tests that show that the tests would notice: an
// edge that is off orders nothing, a kind of finding that is off is never found.
//
// Only a build of the library with HEDDLE_SWITCHES has them. In every other build is_off is the
// constant false, and what asks for it compiles to nothing.

#include <heddle/trace/kind.h>

#include <cstdint>

#include "engine/edge.h"

namespace heddle::engine {

#ifdef HEDDLE_SWITCHES

// One bit for each Edge and for each Kind.
inline constinit std::uint64_t edges_off = 0;
inline constinit std::uint64_t kinds_off = 0;
static_assert(edge_count <= 64 && trace::kind_count <= 64);

inline bool is_off(Edge edge) noexcept {
  return (edges_off >> static_cast<unsigned>(edge) & 1) != 0;
}
inline bool is_off(trace::Kind kind) noexcept {
  return (kinds_off >> static_cast<unsigned>(kind) & 1) != 0;
}

#else

constexpr bool is_off(Edge) noexcept { return false; }
constexpr bool is_off(trace::Kind) noexcept { return false; }

#endif

}  // namespace heddle::engine
