#include <fmt/format.h>
#include <heddle/trace/diff.h>

#include <memory>
#include <sstream>
#include <string>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/trace_input.h"
#include "report/text.h"
#include "report/wrap.h"

namespace heddle::cli {
namespace {

struct DiffSettings {
  std::string a;
  std::string b;
};

std::string title(char letter, const std::string& file, const trace::Trace& trace) {
  std::string found;
  for (const trace::Finding& finding : trace.findings) {
    found += (found.empty() ? "" : ", ") + std::string(trace::word(finding.kind));
  }
  return fmt::format(
      "{}  {}\n     {}, {}, {}\n", letter, file, name_of(trace.scenario, trace.fixed),
      report::counted(trace.events.size(), "event"), found.empty() ? "nothing found" : found);
}

int diff(const DiffSettings& settings) {
  const trace::Trace a = readable_trace_from(settings.a);
  const trace::Trace b = readable_trace_from(settings.b);
  if (a.scenario != b.scenario) {
    throw UsageError{"'" + settings.a + "' is a trace of " + a.scenario + ", '" + settings.b +
                     "' one of " + b.scenario + ": two runs of one scenario can be compared"};
  }
  std::string out = title('A', settings.a, a) + title('B', settings.b, b) + "\n";
  std::istringstream lines(trace::text_of(trace::diff_of(a, b), a, b));
  for (std::string line; std::getline(lines, line);) {
    out += line.size() <= report::page_columns ? line + "\n"
                                               : report::wrap(line.substr(0, 5), line.substr(5), 7);
  }
  print(out);
  return nothing_found;
}

}  // namespace

void add_diff(CLI::App& app, const Context&, Action& action) {
  CLI::App& command =
      *app.add_subcommand("diff", "What two runs of a scenario do in another order");
  const auto settings = std::make_shared<DiffSettings>();
  command.add_option("A", settings->a, "A trace file, of a run that fails, say")
      ->type_name("")
      ->required();
  command.add_option("B", settings->b, "Another one of the same scenario")
      ->type_name("")
      ->required();
  command.callback([&action, settings] { action = [settings] { return diff(*settings); }; });
}

}  // namespace heddle::cli
