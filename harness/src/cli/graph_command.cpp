#include <heddle/trace/explanation.h>
#include <heddle/trace/export.h>

#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/graphviz.h"
#include "cli/trace_input.h"
#include "report/whole_file.h"

namespace heddle::cli {
namespace {

struct GraphSettings {
  std::string in;
  std::string out;
  bool all = false;
};

// What the name of the file asks for: "svg", "png", "pdf" or "dot".
std::string format_of(const std::string& file) {
  if (file == "-") return "dot";
  const std::size_t point = file.rfind('.');
  const std::string ending = point == std::string::npos ? "" : file.substr(point + 1);
  for (const char* format : {"svg", "png", "pdf", "dot"}) {
    if (ending == format) return ending;
  }
  throw UsageError{"-o '" + file +
                   "' must end in .svg, .png, .pdf or .dot, or be - for the graph "
                   "as text"};
}

// What is drawn: what matters to the first finding, or everything.
trace::DotOptions options_of(const trace::Trace& trace, const trace::Graph& graph,
                             const GraphSettings& settings) {
  trace::DotOptions options;
  if (!trace.findings.empty()) {
    trace::Explanation why = trace::explain_finding(trace, graph, trace.findings.front());
    options = {std::move(why.events), std::move(why.guilty), std::move(why.missing)};
  }
  const bool nothing_matters = options.events.empty();
  if (!settings.all && !nothing_matters) return options;
  if (trace.events.size() > trace::dot_events_max) {
    throw UsageError{"'" + settings.in + "' has " + std::to_string(trace.events.size()) +
                     " events, and a graph of more than " + std::to_string(trace::dot_events_max) +
                     " cannot be drawn: " + (nothing_matters ? "" : "leave out --all, or ") +
                     "use 'export --format perfetto'"};
  }
  options.events.resize(trace.events.size());
  std::iota(options.events.begin(), options.events.end(), 1U);
  return options;
}

int graph(const GraphSettings& settings) {
  const std::string format = format_of(settings.out);
  const trace::Trace trace = readable_trace_from(settings.in);
  if (trace.events.empty()) throw UsageError{"'" + settings.in + "' has no events to draw"};
  const trace::Graph order(trace);
  std::ostringstream dot;
  trace::write_dot(trace, order, options_of(trace, order, settings), dot);
  const std::string made = format == "dot" ? dot.str() : drawn(dot.str(), format);
  if (settings.out == "-") {
    print(made);
    return nothing_found;
  }
  std::string error;
  if (!report::write_whole_file(settings.out, made, error)) throw Failure{error};
  return nothing_found;
}

}  // namespace

void add_graph(CLI::App& app, Action& action) {
  CLI::App& command =
      *app.add_subcommand("graph", "Draws what happened before what, with Graphviz");
  const auto settings = std::make_shared<GraphSettings>();
  command.add_option("FILE", settings->in, "The trace file")->type_name("")->required();
  command
      .add_option(
          "-o", settings->out,
          "Where the drawing goes: X.svg, X.png, X.pdf or X.dot; - prints the graph as text")
      ->type_name("FILE")
      ->required();
  command.add_flag("--all", settings->all, "All events, not only those that matter to the finding");
  command.callback([&action, settings] { action = [settings] { return graph(*settings); }; });
}

}  // namespace heddle::cli
