#pragma once

// The happens-before graph of a recorded run: program order within each goroutine, and the edges
// the trace records between them. Which primitive made an edge is not asked: the run told.
//
// Every goroutine is a chain of events. The clock's events (goroutine 0) have no order of their
// own: each stands alone, tied by its edges only. Event numbers grow along every edge, so the order
// of the run is a topological order.
//
// Nothing is stored by pairs of events or goroutines. A clock for each event would cost events
// times goroutines; instead a question walks the part of the graph between its two ends, a chain
// at a time, and everything that happens before one event (its `Cut`) is a number for each
// goroutine. What is stored is the events of each chain and the edges turned round: 8 bytes an
// event and 4 an edge.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::trace {

// A set of events that is closed under happens-before, to one side: of each goroutine all events up
// to one (what happens before something), or all from one on (what happens after).
class Cut {
 public:
  // Whether the event is in it.
  [[nodiscard]] bool contains(const Event& event) const noexcept;
  // The last event of a goroutine that is in it (of what happens after: the first); 0: none.
  [[nodiscard]] std::uint32_t border(std::uint32_t goroutine) const noexcept;

 private:
  friend class Graph;
  Cut(bool before, std::size_t goroutines) : before_(before), borders_(goroutines + 1) {}
  void take_clock(std::span<const std::uint32_t> events, const std::vector<char>& seen);
  bool before_;
  std::vector<std::uint32_t> borders_;  // by goroutine
  std::vector<std::uint32_t> clock_;    // the clock's events that are in it, sorted
};

// An edge as it is drawn.
struct GraphEdge {
  std::uint32_t from = 0;      // event numbers
  std::uint32_t to = 0;        // happens after `from`
  bool program_order = false;  // both of one goroutine
  friend bool operator==(const GraphEdge&, const GraphEdge&) = default;
};

// What happened before what in one run: program order and the edges of the trace, and whatever
// follows from them.
class Graph {
 public:
  // The trace must outlive the graph and not change.
  explicit Graph(const Trace& trace);

  // All events of a goroutine (0: the clock), by number.
  [[nodiscard]] std::span<const std::uint32_t> events_of(std::uint32_t goroutine) const noexcept;
  // The neighbour in program order; 0: none, or the event is the clock's.
  [[nodiscard]] std::uint32_t previous(std::uint32_t event) const noexcept;
  // The next event of the same goroutine; 0: none, or the event is the clock's.
  [[nodiscard]] std::uint32_t next(std::uint32_t event) const noexcept;
  // The edges into an event from others, and out of it, besides program order.
  [[nodiscard]] std::span<const std::uint32_t> sources(std::uint32_t event) const noexcept;
  // The events that the event has edges to, besides the next of its goroutine.
  [[nodiscard]] std::span<const std::uint32_t> targets(std::uint32_t event) const noexcept;

  // Whether the first event happens before the second. An event does not happen before itself.
  [[nodiscard]] bool ordered(std::uint32_t before, std::uint32_t after) const;
  // Whether neither happens before the other, and they are two.
  [[nodiscard]] bool concurrent(std::uint32_t a, std::uint32_t b) const;

  // All that happens before the event, and the event.
  [[nodiscard]] Cut prefix(std::uint32_t event) const;
  // All that happens after it, and the event.
  [[nodiscard]] Cut future(std::uint32_t event) const;

  // From one event to another that it happens before, over as few edges between goroutines as can
  // be: the two, and both ends of every such edge, in order. Empty when they are not ordered.
  [[nodiscard]] std::vector<std::uint32_t> path(std::uint32_t from, std::uint32_t to) const;

  // The order among these events (sorted, each once) with no edge that others imply, also where
  // the events that made the order are not among them. For drawing: costs events of the trace
  // times goroutines of the selection.
  [[nodiscard]] std::vector<GraphEdge> reduced(std::span<const std::uint32_t> events) const;

 private:
  [[nodiscard]] const Event& at(std::uint32_t event) const noexcept {
    return trace_.events[event - 1];
  }
  [[nodiscard]] std::size_t place_in_chain(std::uint32_t event) const noexcept;

  // The part of what happens before the event that has numbers from `floor` on.
  [[nodiscard]] Cut walk_back(std::uint32_t event, std::uint32_t floor) const;

  const Trace& trace_;
  std::vector<std::uint32_t> chain_first_;   // by goroutine: index in chains_
  std::vector<std::uint32_t> chains_;        // events, goroutine by goroutine
  std::vector<std::uint32_t> target_first_;  // by event: index in targets_
  std::vector<std::uint32_t> targets_;
};

// In which words the engine's rules tie the two events: "a send happens before the receive of its
// value", "an unlock happens before the next lock". For labels of edges.
std::string_view rule_of(const Trace& trace, std::uint32_t from, std::uint32_t to) noexcept;

}  // namespace heddle::trace
