#include <fmt/format.h>
#include <heddle/trace/explanation.h>

#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/trace_input.h"
#include "report/columns.h"
#include "report/text.h"
#include "report/wrap.h"

namespace heddle::cli {
namespace {

int show(const Context& context, const std::string& file) {
  trace::Trace trace = readable_trace_from(file);
  std::string out = fmt::format("{}, strategy {}, seed {}, run {}: {}, {}{}\n\n",
                                name_of(trace.scenario, trace.fixed), trace.strategy, trace.seed,
                                trace.run, report::counted(trace.decisions.size(), "decision"),
                                report::counted(trace.events.size(), "event"),
                                trace.prefix ? ", and more that was not recorded" : "");
  out += report::columns_of(trace, {context.colours});
  const trace::Graph graph(trace);
  for (trace::Finding& finding : trace.findings) {
    const std::string story = trace::explain_finding(trace, graph, finding).story;
    finding.trace_file = file;
    out += "\n" + report_of(context, trace.scenario, trace.fixed, finding);
    if (!story.empty()) out += "\nWhy\n" + report::wrap("  ", story, 2);
  }
  print(out);
  return nothing_found;
}

}  // namespace

void add_show(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command = *app.add_subcommand("show", "A trace as text, one column for each goroutine");
  const auto file = std::make_shared<std::string>();
  command.add_option("FILE", *file, "The trace file")->type_name("")->required();
  command.callback(
      [&context, &action, file] { action = [&context, file] { return show(context, *file); }; });
}

}  // namespace heddle::cli
