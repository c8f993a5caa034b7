#include "heddle/trace/graph.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace heddle::trace {
namespace {

constexpr std::uint32_t no_event = 0;
constexpr std::uint32_t any_event = std::numeric_limits<std::uint32_t>::max();

// Indices where each key's group begins, from counts that stand one place behind.
void running_sum(std::vector<std::uint32_t>& counts) {
  std::partial_sum(counts.begin(), counts.end(), counts.begin());
}

}  // namespace

bool Cut::contains(const Event& event) const noexcept {
  if (event.goroutine == 0) return std::binary_search(clock_.begin(), clock_.end(), event.number);
  const std::uint32_t border = this->border(event.goroutine);
  if (border == no_event) return false;
  return before_ ? event.number <= border : event.number >= border;
}

std::uint32_t Cut::border(std::uint32_t goroutine) const noexcept {
  if (goroutine == 0) return clock_.empty() ? no_event : before_ ? clock_.back() : clock_.front();
  return goroutine < borders_.size() ? borders_[goroutine] : no_event;
}

void Cut::take_clock(std::span<const std::uint32_t> events, const std::vector<char>& seen) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (seen[i] != 0) clock_.push_back(events[i]);
  }
}

Graph::Graph(const Trace& trace) : trace_(trace) {
  const std::size_t goroutines = trace.goroutines.size() + 1;
  chain_first_.assign(goroutines + 1, 0);
  for (const Event& event : trace.events) ++chain_first_[event.goroutine + 1];
  running_sum(chain_first_);
  chains_.resize(trace.events.size());
  std::vector<std::uint32_t> fill(chain_first_.begin(), chain_first_.end() - 1);
  for (const Event& event : trace.events) chains_[fill[event.goroutine]++] = event.number;

  target_first_.assign(trace.events.size() + 2, 0);
  for (const std::uint32_t from : trace.edges) ++target_first_[from + 1];
  running_sum(target_first_);
  targets_.resize(trace.edges.size());
  // Filling moves every group's begin to its end: afterwards they stand one place too far.
  for (const Event& event : trace.events) {
    for (const std::uint32_t from : sources(event.number)) {
      targets_[target_first_[from]++] = event.number;
    }
  }
  std::rotate(target_first_.begin(), target_first_.end() - 1, target_first_.end());
  target_first_.front() = 0;
}

std::span<const std::uint32_t> Graph::events_of(std::uint32_t goroutine) const noexcept {
  if (goroutine + 1 >= chain_first_.size()) return {};
  const std::uint32_t first = chain_first_[goroutine];
  return {chains_.data() + first, chain_first_[goroutine + 1] - first};
}

std::span<const std::uint32_t> Graph::sources(std::uint32_t event) const noexcept {
  return {trace_.edges.data() + at(event).edges, at(event).edge_count};
}

std::span<const std::uint32_t> Graph::targets(std::uint32_t event) const noexcept {
  const std::uint32_t first = target_first_[event];
  return {targets_.data() + first, target_first_[event + 1] - first};
}

std::size_t Graph::place_in_chain(std::uint32_t event) const noexcept {
  const auto chain = events_of(at(event).goroutine);
  return static_cast<std::size_t>(std::lower_bound(chain.begin(), chain.end(), event) -
                                  chain.begin());
}

std::uint32_t Graph::previous(std::uint32_t event) const noexcept {
  if (at(event).goroutine == 0) return no_event;
  const std::size_t place = place_in_chain(event);
  return place == 0 ? no_event : events_of(at(event).goroutine)[place - 1];
}

std::uint32_t Graph::next(std::uint32_t event) const noexcept {
  if (at(event).goroutine == 0) return no_event;
  const auto chain = events_of(at(event).goroutine);
  const std::size_t place = place_in_chain(event) + 1;
  return place == chain.size() ? no_event : chain[place];
}

bool Graph::ordered(std::uint32_t before, std::uint32_t after) const {
  if (before == no_event || before >= after || after > trace_.events.size()) return false;
  if (at(before).goroutine != 0 && at(before).goroutine == at(after).goroutine) return true;
  return walk_back(after, before).contains(at(before));
}

bool Graph::concurrent(std::uint32_t a, std::uint32_t b) const {
  return a != b && !ordered(std::min(a, b), std::max(a, b));
}

Cut Graph::prefix(std::uint32_t event) const { return walk_back(event, 1); }

// A chain is walked down at most once: to where an earlier walk began.
Cut Graph::walk_back(std::uint32_t event, std::uint32_t floor) const {
  Cut cut(true, trace_.goroutines.size());
  std::vector<char> clock_seen(events_of(0).size());
  std::vector<std::uint32_t> open{event};
  const auto follow = [&](std::uint32_t reached) {
    for (const std::uint32_t source : sources(reached)) {
      if (source >= floor) open.push_back(source);
    }
  };
  while (!open.empty()) {
    const std::uint32_t from = open.back();
    open.pop_back();
    const std::uint32_t goroutine = at(from).goroutine;
    if (goroutine == 0) {
      if (std::exchange(clock_seen[place_in_chain(from)], char{1}) == 0) follow(from);
      continue;
    }
    const std::uint32_t walked = std::max(cut.borders_[goroutine], floor - 1);
    if (from <= walked) continue;
    cut.borders_[goroutine] = from;
    const auto chain = events_of(goroutine);
    for (std::size_t place = place_in_chain(from) + 1; place-- > 0 && chain[place] > walked;) {
      follow(chain[place]);
    }
  }
  cut.take_clock(events_of(0), clock_seen);
  return cut;
}

Cut Graph::future(std::uint32_t event) const {
  Cut cut(false, trace_.goroutines.size());
  std::vector<char> clock_seen(events_of(0).size());
  std::vector<std::uint32_t> open{event};
  while (!open.empty()) {
    const std::uint32_t from = open.back();
    open.pop_back();
    const std::uint32_t goroutine = at(from).goroutine;
    const auto follow = [&](std::uint32_t reached) {
      const auto further = targets(reached);
      open.insert(open.end(), further.begin(), further.end());
    };
    if (goroutine == 0) {
      if (std::exchange(clock_seen[place_in_chain(from)], char{1}) == 0) follow(from);
      continue;
    }
    std::uint32_t& border = cut.borders_[goroutine];
    const std::uint32_t walked = border == no_event ? any_event : border;
    if (from >= walked) continue;
    border = from;
    const auto chain = events_of(goroutine);
    for (std::size_t place = place_in_chain(from); place < chain.size() && chain[place] < walked;
         ++place) {
      follow(chain[place]);
    }
  }
  cut.take_clock(events_of(0), clock_seen);
  return cut;
}

std::vector<std::uint32_t> Graph::path(std::uint32_t from, std::uint32_t to) const {
  if (!ordered(from, to)) return {};
  const Cut useful = prefix(to);
  // Level k holds what k edges reach: of each goroutine the events from one on. Reaching a
  // goroutine earlier than a lower level did is the only thing worth a further edge.
  struct Reached {
    std::uint32_t event;   // where the goroutine was entered
    std::uint32_t source;  // the other end of that edge; 0: it began here
    std::size_t parent;    // index of the entry that led to the source
  };
  std::vector<Reached> entries{{from, no_event, 0}};
  std::vector<std::uint32_t> earliest(trace_.goroutines.size() + 1, any_event);
  std::vector<char> clock_seen(events_of(0).size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Reached entry = entries[i];
    const std::uint32_t goroutine = at(entry.event).goroutine;
    if (entry.event == to || (goroutine != 0 && goroutine == at(to).goroutine)) {
      std::vector<std::uint32_t> path;
      if (entry.event != to) path.push_back(to);
      for (std::size_t step = i;; step = entries[step].parent) {
        path.push_back(entries[step].event);
        if (entries[step].source == no_event) break;
        const std::uint32_t entered = entries[entries[step].parent].event;
        if (entries[step].source != entered) path.push_back(entries[step].source);
      }
      std::reverse(path.begin(), path.end());
      return path;
    }
    const auto follow = [&](std::uint32_t reached) {
      for (const std::uint32_t target : targets(reached)) {
        if (useful.contains(at(target))) entries.push_back({target, reached, i});
      }
    };
    if (goroutine == 0) {
      if (std::exchange(clock_seen[place_in_chain(entry.event)], char{1}) == 0) {
        follow(entry.event);
      }
      continue;
    }
    const std::uint32_t walked =
        std::exchange(earliest[goroutine], std::min(earliest[goroutine], entry.event));
    const std::uint32_t last = useful.border(goroutine);
    const auto chain = events_of(goroutine);
    for (std::size_t place = place_in_chain(entry.event);
         place < chain.size() && chain[place] < walked && chain[place] <= last; ++place) {
      follow(chain[place]);
    }
  }
  return {};
}

}  // namespace heddle::trace
