#pragma once

#include <heddle/trace/trace.h>

#include <cstdint>

namespace heddle::viewer {

// A run of goroutines that send, receive and lock at random, of exactly so many events; the same
// numbers give the same run. Every fourth object is a lock, the others are channels of capacity 4.
trace::Trace synthetic_trace(std::uint32_t events, std::uint32_t goroutines, std::uint32_t objects,
                             std::uint64_t seed);

}  // namespace heddle::viewer
