#pragma once

#include <heddle/trace/finding.h>

#include <string>

#include "cli/context.h"

namespace heddle::cli {

// The command that replays a finding: its trace file, or, without one, its schedule. A trace does
// not say which program made it; where that is another one, it is PROGRAM in the command.
std::string replay_command(const Context& context, const std::string& scenario, bool twin,
                           const trace::Finding& finding);

// Whether the scenario is one of this program's.
bool is_here(const Context& context, const std::string& scenario);

// The report of one finding, as report/text.h says.
std::string report_of(const Context& context, const std::string& scenario, bool twin,
                      const trace::Finding& finding);

// "channels/two_closers" or "channels/two_closers (twin)".
std::string name_of(const std::string& scenario, bool twin);

}  // namespace heddle::cli
