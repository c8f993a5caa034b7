#include "cli/findings_text.h"

#include "report/text.h"

namespace heddle::cli {

std::string name_of(const std::string& scenario, bool twin) {
  return twin ? scenario + " (twin)" : scenario;
}

std::string replay_command(const Context& context, const std::string& scenario, bool twin,
                           const trace::Finding& finding) {
  std::string command = shell_word(context.program) + " replay ";
  if (!finding.trace_file.empty()) return command + shell_word(finding.trace_file);
  command += shell_word(scenario);
  if (twin) command += " --twin";
  return command + " --schedule " + shell_word(finding.schedule);
}

std::string report_of(const Context& context, const std::string& scenario, bool twin,
                      const trace::Finding& finding) {
  return report::text_of(finding, name_of(scenario, twin),
                         replay_command(context, scenario, twin, finding), {context.colours});
}

}  // namespace heddle::cli
