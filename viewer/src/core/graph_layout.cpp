#include "core/graph_layout.h"

#include <algorithm>

namespace heddle::viewer {

GraphLayout::GraphLayout(const trace::Trace& trace) {
  std::vector<std::uint32_t> next(trace.goroutines.size() + 1);  // by goroutine: its next free row
  row_.reserve(trace.events.size());
  std::uint32_t rows = 0;
  for (const trace::Event& event : trace.events) {
    // The clock's events too stand below each other, though nothing orders them.
    std::uint32_t row = next[event.goroutine];
    for (std::uint32_t i = 0; i < event.edge_count; ++i) {
      row = std::max(row, row_[trace.edges[event.edges + i] - 1] + 1);
    }
    row_.push_back(row);
    next[event.goroutine] = row + 1;
    rows = std::max(rows, row + 1);
  }
  first_.assign(std::size_t{rows} + 1, 0);
  for (const std::uint32_t row : row_) ++first_[row + 1];
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  events_.resize(row_.size());
  std::vector<std::uint32_t> place(first_.begin(), first_.end() - 1);
  for (std::uint32_t event = 1; event <= row_.size(); ++event) {
    events_[place[row_[event - 1]]++] = event;
  }
}

}  // namespace heddle::viewer
