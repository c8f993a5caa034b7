#include <algorithm>
#include <map>
#include <utility>

#include "heddle/trace/graph.h"

namespace heddle::trace {
namespace {

// What an event knows of the selected ones: of each column the latest that happens before it, as
// its place in the selection, counted from 1; 0: none.
using Known = std::vector<std::uint32_t>;

void join(Known& into, const Known& other) {
  if (into.size() < other.size()) into.resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) into[i] = std::max(into[i], other[i]);
}

// One pass over the trace. What a goroutine knows is kept as it goes on; what an event knew that
// edges leave from is kept until the last of them has arrived.
class Reduction {
 public:
  Reduction(const Trace& trace, const Graph& graph, std::span<const std::uint32_t> events)
      : trace_(trace), graph_(graph), events_(events), known_(trace.goroutines.size() + 1) {
    std::map<std::uint32_t, std::uint32_t> of_goroutine;
    for (const std::uint32_t event : events) {
      const std::uint32_t goroutine = trace.events[event - 1].goroutine;
      // The clock's events are no chain: each has a column of its own.
      if (goroutine == 0) {
        columns_.push_back(width_++);
        continue;
      }
      const auto [column, fresh] = of_goroutine.try_emplace(goroutine, width_);
      if (fresh) ++width_;
      columns_.push_back(column->second);
    }
  }

  std::vector<GraphEdge> edges() {
    if (events_.empty()) return {};
    std::size_t next = 0;
    for (std::uint32_t event = events_.front(); event <= events_.back(); ++event) {
      const bool selected = next < events_.size() && events_[next] == event;
      pass(event, selected ? next : events_.size());
      if (selected) ++next;
    }
    return std::move(edges_);
  }

 private:
  void pass(std::uint32_t event, std::size_t selected) {
    const std::uint32_t goroutine = trace_.events[event - 1].goroutine;
    Known alone;
    Known& known = goroutine == 0 ? alone : known_[goroutine];
    for (const std::uint32_t source : graph_.sources(event)) {
      const auto sent = sent_.find(source);
      if (sent == sent_.end()) continue;
      join(known, sent->second.first);
      if (--sent->second.second == 0) sent_.erase(sent);
    }
    if (selected < events_.size()) {
      connect(known, selected);
      known.resize(width_);
      known[columns_[selected]] = static_cast<std::uint32_t>(selected + 1);
      selected_known_.push_back(known);
    }
    const std::size_t leave = graph_.targets(event).size();
    if (leave != 0 && !known.empty()) sent_.emplace(event, std::pair(known, leave));
  }

  void connect(const Known& known, std::size_t selected) {
    for (std::size_t column = 0; column < known.size(); ++column) {
      const std::uint32_t candidate = known[column];
      if (candidate == 0) continue;
      const bool implied = std::any_of(known.begin(), known.end(), [&](std::uint32_t other) {
        return other != 0 && other != candidate && selected_known_[other - 1][column] >= candidate;
      });
      if (implied) continue;
      const std::uint32_t from = events_[candidate - 1];
      const std::uint32_t to = events_[selected];
      const std::uint32_t goroutine = trace_.events[to - 1].goroutine;
      edges_.push_back(
          {from, to, goroutine != 0 && goroutine == trace_.events[from - 1].goroutine});
    }
  }

  const Trace& trace_;
  const Graph& graph_;
  std::span<const std::uint32_t> events_;
  std::vector<std::size_t> columns_;  // by selected event
  std::size_t width_ = 0;
  std::vector<Known> known_;           // by goroutine
  std::vector<Known> selected_known_;  // by selected event, with itself
  // By event: what it knew, and how many edges from it are still to arrive.
  std::map<std::uint32_t, std::pair<Known, std::size_t>> sent_;
  std::vector<GraphEdge> edges_;
};

}  // namespace

std::vector<GraphEdge> Graph::reduced(std::span<const std::uint32_t> events) const {
  return Reduction(trace_, *this, events).edges();
}

}  // namespace heddle::trace
