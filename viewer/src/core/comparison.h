#pragma once

// Two runs beside each other, aligned as `heddle diff` does: what differs, and what in one run is
// the event of the other.

#include <heddle/trace/diff.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/document.h"

namespace heddle::viewer {

class Comparison {
 public:
  // To align two long runs takes its time. Null when `go_on` has stopped it.
  static std::shared_ptr<const Comparison> of(DocumentPointer a, DocumentPointer b,
                                              const History::GoOn& go_on);

  enum class Side : std::uint8_t { a, b };

  [[nodiscard]] const DocumentPointer& document(Side side) const {
    return side == Side::a ? a_ : b_;
  }
  // Events that the other run has not, or has in another order; sorted.
  [[nodiscard]] const std::vector<std::uint32_t>& differences(Side side) const {
    return side == Side::a ? differences_a_ : differences_b_;
  }
  // The same event in the other run; 0: it has none.
  [[nodiscard]] std::uint32_t other(Side side, std::uint32_t event) const;
  // The difference after or before this event; 0: none.
  [[nodiscard]] std::uint32_t next_difference(Side side, std::uint32_t event, bool forward) const;
  [[nodiscard]] bool same() const { return diff_.same(); }
  [[nodiscard]] std::string text() const;

 private:
  Comparison(DocumentPointer a, DocumentPointer b) : a_(std::move(a)), b_(std::move(b)) {}

  DocumentPointer a_;
  DocumentPointer b_;
  trace::Diff diff_;
  std::vector<std::uint32_t> differences_a_;
  std::vector<std::uint32_t> differences_b_;
};

using ComparisonPointer = std::shared_ptr<const Comparison>;

}  // namespace heddle::viewer
