#pragma once

#include <cstddef>
#include <optional>
#include <set>

#include "model_program.h"

namespace heddle::fuzz {

// What Go's semantics allow, written down once more, as simply as can be and without a line of
// Heddle: every state of the program that can be reached, step by step, with plain queues.
// Channels and their waiting senders and receivers are first in, first out; of several ready cases
// of a select any may be chosen; whoever contends for a free mutex may get it.
//
// Of a run that panics, what others have done by then is what they did in some order: such outcomes
// are to be compared by their beginnings (allows()).
class ModelReference {
 public:
  // Breaks a rule on purpose, so that it can be shown that a difference is noticed.
  enum class Broken : std::uint8_t { nothing, last_sender_first, closed_forgets_buffer };

  // Empty when there are more states than it looks at.
  static std::optional<ModelReference> of(const ModelProgram& program,
                                          Broken broken = Broken::nothing);

  bool allows(const ModelOutcome& outcome) const;
  std::size_t outcomes() const noexcept { return outcomes_.size(); }

 private:
  std::set<ModelOutcome> outcomes_;
};

}  // namespace heddle::fuzz
