#include <heddle/trace/explanation.h>
#include <heddle/trace/export.h>

#include <deque>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/graphviz.h"
#include "cli/trace_input.h"
#include "report/page.h"
#include "report/whole_file.h"

namespace heddle::cli {
namespace {

struct PageSettings {
  std::vector<std::string> files;
  std::string out;
};

// One part for each finding; a trace without one has a part all the same.
class Page {
 public:
  explicit Page(const Context& context) : context_(context) {}

  void add(const trace::Trace& trace, const std::string& file) {
    const trace::Graph graph(trace);
    report::PagePart part;
    part.trace = &trace;
    part.title = name_of(trace.scenario, trace.fixed);
    trace::Finding run;
    run.trace_file = file;
    part.replay_command = replay_command(context_, trace.scenario, trace.fixed, run);
    if (trace.findings.empty()) {
      part.heading = "nothing was found in this run";
      parts_.push_back(std::move(part));
      return;
    }
    for (const trace::Finding& found : trace.findings) {
      const trace::Explanation why = trace::explain_finding(trace, graph, found);
      trace::Finding finding = found;
      finding.trace_file = file;
      report::PagePart one = part;
      one.heading = std::string(word(finding.kind)) + ": " + finding.message;
      Context plain = context_;
      plain.colours = false;
      one.told = report_of(plain, trace.scenario, trace.fixed, finding);
      one.story = why.story;
      one.events = why.events;
      one.guilty = why.guilty;
      one.drawing = drawing_of(trace, graph, why);
      parts_.push_back(std::move(one));
    }
  }

  [[nodiscard]] std::string text() const { return report::page_of(parts_); }

 private:
  // A page without drawings is still a page: that dot is missing is said once.
  std::string drawing_of(const trace::Trace& trace, const trace::Graph& graph,
                         const trace::Explanation& why) {
    if (!draws_ || why.events.empty()) return {};
    std::ostringstream dot;
    trace::write_dot(trace, graph,
                     {.events = why.events, .guilty = why.guilty, .missing = why.missing}, dot);
    try {
      return drawn(dot.str(), "svg");
    } catch (const Failure& failure) {
      complain("the page has no drawings: " + failure.message);
      draws_ = false;
      return {};
    }
  }

  const Context& context_;
  std::vector<report::PagePart> parts_;
  bool draws_ = true;
};

int report_on(const Context& context, const PageSettings& settings) {
  // The page refers to its traces, which therefore must not move.
  std::deque<trace::Trace> traces;
  Page page(context);
  for (const std::string& file : settings.files) {
    traces.push_back(readable_trace_from(file));
    page.add(traces.back(), file);
  }
  const std::string text = page.text();
  if (settings.out == "-") {
    print(text);
    return nothing_found;
  }
  std::string error;
  if (!report::write_whole_file(settings.out, text, error)) throw Failure{error};
  return nothing_found;
}

}  // namespace

void add_report(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command =
      *app.add_subcommand("report", "One page of HTML about the findings of traces");
  const auto settings = std::make_shared<PageSettings>();
  command.add_option("FILE", settings->files, "The trace files")->type_name("")->required();
  command.add_option("-o", settings->out, "Where the page goes; - is standard output")
      ->type_name("FILE")
      ->required();
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return report_on(context, *settings); };
  });
}

}  // namespace heddle::cli
