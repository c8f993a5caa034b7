#pragma once

#include <heddle/trace/trace.h>

#include <string>

namespace heddle::cli {

// Reads a trace file; throws UsageError, with the offset of what is wrong.
trace::Trace trace_from(const std::string& path);

}  // namespace heddle::cli
