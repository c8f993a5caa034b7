#pragma once

#include <heddle/trace/trace.h>

#include <string>

namespace heddle::cli {

// Reads a trace file; throws UsageError, with the offset of what is wrong.
trace::Trace trace_from(const std::string& path);

// The same for those who only look: of a damaged file what is left, and what is damaged is said on
// standard error.
trace::Trace readable_trace_from(const std::string& path);

}  // namespace heddle::cli
