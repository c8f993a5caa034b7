#include <heddle/trace/explanation.h>
#include <heddle/trace/export.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/graphviz.h"
#include "cli/trace_input.h"
#include "report/excerpt.h"
#include "report/page.h"
#include "report/whole_file.h"

namespace heddle::cli {
namespace {

struct PageSettings {
  std::vector<std::string> files;
  std::string out;
};

// A timeline of more is no longer looked at.
constexpr std::size_t timeline_events_most = 120;

// All events where they are few, else those that matter.
std::string timeline_of(const trace::Trace& trace, const trace::Graph& graph,
                        trace::DotOptions options) {
  if (trace.events.size() <= timeline_events_most) {
    options.events.resize(trace.events.size());
    std::iota(options.events.begin(), options.events.end(), 1U);
  }
  std::ostringstream out;
  trace::write_timeline(trace, graph, options, out);
  return std::move(out).str();
}

// The page has the command at its own place.
std::string without_replay(const std::string& told) {
  return told.substr(0, told.rfind("\nReplay it with\n"));
}

// Where it happened: the places of the guilty events, then those where somebody is or was.
std::vector<report::Mark> marks_of(const trace::Trace& trace, const trace::Finding& finding,
                                   const trace::Explanation& why) {
  std::vector<report::Mark> marks;
  for (const std::uint32_t number : why.guilty) {
    const trace::Event& event = trace.events[number - 1];
    std::string note = std::to_string(number) + ": " + trace::label(trace, event.goroutine) + " " +
                       std::string(trace::info(event.kind).name);
    if (event.object != 0) note += " " + trace::object_name(trace, event.object);
    marks.push_back({trace::site_of(trace, event.site), std::move(note)});
  }
  const auto marked = [&marks](const trace::Site& site) {
    return std::any_of(marks.begin(), marks.end(), [&site](const report::Mark& mark) {
      return trace::short_text(mark.site) == trace::short_text(site);
    });
  };
  for (const trace::Involved& who : finding.goroutines) {
    if (marked(who.site)) continue;
    marks.push_back({who.site, trace::label(who) + " [" + who.state + "]"});
  }
  for (const trace::Site& site : finding.sites) {
    if (!marked(site)) marks.push_back({site, "here"});
  }
  return marks;
}

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
      std::vector<std::uint32_t> first(std::min(trace.events.size(), timeline_events_most));
      std::iota(first.begin(), first.end(), 1U);
      part.timeline =
          timeline_of(trace, graph, {.events = std::move(first), .guilty = {}, .missing = {}});
      parts_.push_back(std::move(part));
      return;
    }
    for (const trace::Finding& found : trace.findings) {
      const trace::Explanation why = trace::explain_finding(trace, graph, found);
      trace::Finding finding = found;
      finding.trace_file = file;
      report::PagePart one = part;
      one.heading = trace::headline(finding);
      Context plain = context_;
      plain.colours = false;
      one.told = without_replay(report_of(plain, trace.scenario, trace.fixed, finding));
      one.story = why.story;
      one.events = why.events;
      one.guilty = why.guilty;
      const trace::DotOptions drawn = {
          .events = why.events, .guilty = why.guilty, .missing = why.missing, .titled = false};
      one.timeline = timeline_of(trace, graph, drawn);
      one.drawing = drawing_of(trace, graph, drawn);
      one.sources = report::excerpts_of(marks_of(trace, finding, why), file);
      parts_.push_back(std::move(one));
    }
  }

  [[nodiscard]] std::string text() const { return report::page_of(parts_); }

 private:
  // A page without drawings is still a page: that dot is missing is said once.
  std::string drawing_of(const trace::Trace& trace, const trace::Graph& graph,
                         const trace::DotOptions& options) {
    if (!draws_ || options.events.empty()) return {};
    std::ostringstream dot;
    trace::write_dot(trace, graph, options, dot);
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
