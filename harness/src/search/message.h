#pragma once

// What a child process sends to its parent, as lines of JSON.

#include <optional>
#include <string>
#include <string_view>

#include "search/execute.h"

namespace heddle::search {

// The end of a recorded run.
struct RecordedEnd {
  Execution execution;
  std::string divergence;
};

std::string to_line(const RecordedEnd& end);
std::optional<RecordedEnd> recorded_end_of(std::string_view line);

}  // namespace heddle::search
