#include "cli/findings_text.h"

#include <algorithm>

#include "report/text.h"

namespace heddle::cli {

std::string name_of(const std::string& scenario, bool twin) {
  return twin ? scenario + " (twin)" : scenario;
}

bool is_here(const Context& context, const std::string& scenario) {
  return std::any_of(context.scenarios.begin(), context.scenarios.end(),
                     [&](const Scenario* one) { return one->name == scenario; });
}

std::string replay_command(const Context& context, const std::string& scenario, bool twin,
                           const trace::Finding& finding) {
  std::string command = is_here(context, scenario) ? shell_word(context.program) : "PROGRAM";
  command += " replay ";
  if (!finding.trace_file.empty()) return command + shell_word(finding.trace_file);
  command += shell_word(scenario);
  if (twin) command += " --twin";
  return command + " --schedule " + shell_word(finding.schedule);
}

std::string report_of(const Context& context, const std::string& scenario, bool twin,
                      const trace::Finding& finding) {
  return report::text_of(finding, name_of(scenario, twin),
                         replay_command(context, scenario, twin, finding),
                         {.colours = context.colours, .foreign = !is_here(context, scenario)});
}

}  // namespace heddle::cli
