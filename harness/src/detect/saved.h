#pragma once

// Detectors on a recorded run.

#include <heddle/trace/trace.h>

#include "detect/detectors.h"

namespace heddle::detect {

// What the detectors find in the trace, given what the engine had found. As in a live run, but
// lock-order leaves out the cycles whose sections something other than locks has ordered.
Findings findings_of(const trace::Trace& trace, Findings of_engine);

// Takes the lock-order findings out of the trace that such an order contradicts. A live run cannot
// know of it.
void drop_ordered(trace::Trace& trace);

// A cycle of locks, in terms that mean the same in every run.
struct CyclePart {
  std::uint64_t inner = 0;  // identity of the lock that is asked for
  trace::Site at;           // and where
};
// The cycle behind a lock-order finding of this trace; empty when there is none.
std::vector<CyclePart> cycle_of(const trace::Trace& trace, const trace::Finding& finding);

}  // namespace heddle::detect
