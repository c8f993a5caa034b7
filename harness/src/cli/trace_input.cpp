#include "cli/trace_input.h"

#include <heddle/trace/trace_file.h>

#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/context.h"

namespace heddle::cli {

namespace {

// More lines than this about one file say nothing more.
constexpr std::size_t told_most = 5;

trace::Trace read(const std::string& path, const trace::ReadOptions& options) {
  trace::TraceError error;
  std::optional<trace::Trace> trace = trace::read_trace(path, error, options);
  if (trace) return std::move(*trace);
  if (error.message.starts_with("cannot be read")) {
    throw UsageError{"'" + path + "' " + error.message};
  }
  throw UsageError{"'" + path + "' is no good trace: at byte " + std::to_string(error.offset) +
                   ": " + error.message};
}

}  // namespace

trace::Trace trace_from(const std::string& path) { return read(path, {}); }

trace::Trace readable_trace_from(const std::string& path) {
  std::vector<trace::Damage> damage;
  trace::Trace trace = read(path, {.damage = &damage});
  for (std::size_t i = 0; i < damage.size() && i < told_most; ++i) {
    complain("'" + path + "' is damaged, this is what is left: at byte " +
             std::to_string(damage[i].offset) + ": " + damage[i].message);
  }
  return trace;
}

}  // namespace heddle::cli
