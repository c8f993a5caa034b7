#pragma once

// Why a finding is one, told from its trace: which events it is about, which order between them is
// missing, what would have provided it, and which part of the run is worth looking at.

#include <heddle/trace/graph.h>
#include <heddle/trace/trace.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::trace {

// What explain_finding() has to say.
struct Explanation {
  // A few sentences. Events are named by their numbers, places by file and line.
  std::string story;
  // The events the finding is about, sorted: the two that race, the last steps of those who wait.
  std::vector<std::uint32_t> guilty;
  // Orders that the program needs and does not provide.
  std::vector<GraphEdge> missing;
  // What is worth looking at: the guilty events, what else was done to the same objects, how the
  // goroutines involved came to be. Sorted, at most `slice_events_max`.
  std::vector<std::uint32_t> events;
};

// How many events of a run are shown as worth looking at.
inline constexpr std::size_t slice_events_max = 60;

// The finding must be one of the trace's.
Explanation explain_finding(const Trace& trace, const Graph& graph, const Finding& finding);

// The events by which those took them who hold one of these locks at the end of the run. Anybody
// may release; if the releaser holds one, it is its own hold that ends.
std::vector<std::uint32_t> holds_at_end(const Trace& trace,
                                        const std::vector<std::uint32_t>& objects);

// "G2 worker sent on channel 1 at 14 (pool.cpp:20)".
std::string told(const Trace& trace, std::uint32_t event);

// Two operations of different goroutines on one object that could have come in the other order,
// where that makes a difference.
struct ReversiblePair {
  std::uint32_t first = 0;      // event
  std::uint32_t second = 0;     // event; 0: what `goroutine` was about to do when the run ended
  std::uint32_t goroutine = 0;  // of the second
};

// Those that matter most to the finding first, at most `most`.
std::vector<ReversiblePair> reversible_pairs(const Trace& trace, const Graph& graph,
                                             const Finding& finding, std::size_t most);

// "G2 locked mutex 1 at 4 (a.cpp:10), before G3 unlocked it ..."
std::string told(const Trace& trace, const ReversiblePair& pair);

}  // namespace heddle::trace
