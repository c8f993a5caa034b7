#pragma once

// Where each event stands in a picture of the happens-before graph: its column is its goroutine,
// its row the length of the longest way that leads to it. So rows keep the order, and what could
// have happened at once stands side by side. Made in one pass, for any size.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::viewer {

class GraphLayout {
 public:
  explicit GraphLayout(const trace::Trace& trace);

  [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(first_.size() - 1); }
  // From 0.
  [[nodiscard]] std::uint32_t row_of(std::uint32_t event) const { return row_[event - 1]; }
  // The events of a row, by number.
  [[nodiscard]] std::span<const std::uint32_t> events_in(std::uint32_t row) const {
    return std::span(events_).subspan(first_[row], first_[row + 1] - first_[row]);
  }

 private:
  std::vector<std::uint32_t> row_;     // by event
  std::vector<std::uint32_t> first_;   // by row: index in events_
  std::vector<std::uint32_t> events_;  // row by row
};

}  // namespace heddle::viewer
