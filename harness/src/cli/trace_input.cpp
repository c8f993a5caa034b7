#include "cli/trace_input.h"

#include <heddle/trace/trace_file.h>

#include <utility>

#include "cli/context.h"

namespace heddle::cli {

trace::Trace trace_from(const std::string& path) {
  trace::TraceError error;
  std::optional<trace::Trace> trace = trace::read_trace(path, error);
  if (trace) return std::move(*trace);
  if (error.message.starts_with("cannot be read")) {
    throw UsageError{"'" + path + "' " + error.message};
  }
  throw UsageError{"'" + path + "' is no good trace: at byte " + std::to_string(error.offset) +
                   ": " + error.message};
}

}  // namespace heddle::cli
