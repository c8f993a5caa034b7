#pragma once

// A finding as one line of JSON: in trace files, and on its way from one process to another.

#include <heddle/trace/finding.h>

#include <optional>
#include <string>
#include <string_view>

namespace heddle::trace {

// One line, without its end.
std::string to_json(const Finding& finding);

// Empty when the text is not what to_json writes.
std::optional<Finding> finding_of_json(std::string_view text);

}  // namespace heddle::trace
