#pragma once

// Which events of a trace a finding is about.

#include "heddle/trace/graph.h"
#include "heddle/trace/trace.h"

#include <cstdint>
#include <vector>

namespace heddle::trace {

// Sorted, each once. A goroutine that accessed plain memory left no event there: its last event
// before stands for it.
std::vector<std::uint32_t> guilty_events(const Trace& trace, const Graph& graph,
                                         const Finding& finding);

// The two accesses of a race, in the order of the run; empty when the finding is none or they left
// no events.
std::vector<std::uint32_t> racing_pair(const Trace& trace, const Graph& graph,
                                       const Finding& finding);

// The objects that the finding is about: those of the guilty events, and what somebody waits for.
std::vector<std::uint32_t> objects_of(const Trace& trace, const Finding& finding,
                                      const std::vector<std::uint32_t>& guilty);

}  // namespace heddle::trace
