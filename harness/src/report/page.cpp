#include "report/page.h"

#include <algorithm>
#include <numeric>

#include "report/event_list.h"
#include "report/junit.h"
#include "report/text.h"

namespace heddle::report {
namespace {

using trace::Event;
using trace::Trace;

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Heddle report</title>
<style>
:root { --ink: #1f2933; --faint: #68727f; --line: #d5dbe3; --paper: #fff; --soft: #f4f6f9;
  --bad: #c62828; --bad-soft: #fde2e1; --wait-soft: #fff6dc; }
@media (prefers-color-scheme: dark) { :root { --ink: #dfe5ec; --faint: #95a1b0; --line: #3a4450;
  --paper: #171c22; --soft: #20272f; --bad: #ff8a80; --bad-soft: #4d2524; --wait-soft: #43391c; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin: 0; }
section { border-top: 1px solid var(--line); padding: 1.5rem 0; }
.finding { color: var(--bad); font-weight: 600; margin: .3rem 0 1rem; }
.story { max-width: 46rem; }
pre, code { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--soft); padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; }
.scroll { overflow-x: auto; }
.drawing { background: #fff; border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0;
  padding: .5rem; overflow-x: auto; }
.drawing svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: 13px; margin: 1rem 0; }
th { text-align: left; padding: .3rem .8rem; border-bottom: 2px solid var(--line); }
td { padding: .15rem .8rem; border-bottom: 1px solid var(--line); border-right: 1px solid var(--line);
  white-space: nowrap; }
td:first-child { color: var(--faint); text-align: right; }
td small { color: var(--faint); }
td.waits { background: var(--wait-soft); }
td.guilty { background: var(--bad-soft); outline: 2px solid var(--bad); outline-offset: -2px; }
summary { cursor: pointer; color: var(--faint); }
</style>
</head>
<body>
)";

std::string without_folders(const std::string& file) { return file.substr(file.rfind('/') + 1); }

// One column for each goroutine that is in it, the clock first.
std::string table_of(const PagePart& part, const std::vector<std::uint32_t>& events) {
  const Trace& trace = *part.trace;
  std::vector<std::uint32_t> columns;
  for (const std::uint32_t number : events) columns.push_back(trace.events[number - 1].goroutine);
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  std::string out = "<div class=\"scroll\"><table>\n<tr><th></th>";
  for (const std::uint32_t column : columns) {
    out += "<th>" + xml_text(trace::label(trace, column)) + "</th>";
  }
  out += "</tr>\n";
  for (const std::uint32_t number : events) {
    const Event& event = trace.events[number - 1];
    out += "<tr><td>" + std::to_string(number) + "</td>";
    for (const std::uint32_t column : columns) {
      if (column != event.goroutine) {
        out += "<td></td>";
        continue;
      }
      const bool guilty = std::binary_search(part.guilty.begin(), part.guilty.end(), number);
      out += guilty ? "<td class=\"guilty\">" : event.waits ? "<td class=\"waits\">" : "<td>";
      out += xml_text(operation_text(trace, event));
      if (event.object != 0)
        out += " <b>" + xml_text(trace::object_name(trace, event.object)) + "</b>";
      const trace::Site& site = trace::site_of(trace, event.site);
      if (site.line != 0) {
        out += " <small>" + xml_text(without_folders(trace::short_text(site))) + "</small>";
      }
      out += "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</table></div>\n";
}

std::string section_of(const PagePart& part) {
  const Trace& trace = *part.trace;
  std::string out = "<section>\n<h2>" + xml_text(part.title) + "</h2>\n<p class=\"finding\">" +
                    xml_text(part.heading) + "</p>\n";
  if (!part.story.empty()) out += "<p class=\"story\">" + xml_text(part.story) + "</p>\n";
  if (!part.events.empty()) out += table_of(part, part.events);
  if (!part.drawing.empty()) {
    // The document's own head (version, type) has no place inside of a page.
    const std::size_t begin = part.drawing.find("<svg");
    if (begin != std::string::npos) {
      out += "<div class=\"drawing\">\n" + part.drawing.substr(begin) + "</div>\n";
    }
  }
  if (!part.told.empty()) out += "<pre>" + xml_text(part.told) + "</pre>\n";
  if (part.events.size() < trace.events.size()) {
    out += "<details><summary>All " + counted(trace.events.size(), "event") + "</summary>\n";
    std::vector<std::uint32_t> all(std::min(trace.events.size(), page_events_max));
    std::iota(all.begin(), all.end(), 1U);
    out += table_of(part, all);
    if (all.size() < trace.events.size()) {
      out += "<p>The first " + counted(all.size(), "event") + " of them.</p>\n";
    }
    out += "</details>\n";
  }
  return out + "<p>The same run again:</p>\n<pre>" + xml_text(part.replay_command) +
         "</pre>\n</section>\n";
}

}  // namespace

std::string page_of(const std::vector<PagePart>& parts) {
  std::string out(head);
  out += "<h1>Heddle: " + counted(parts.size(), "run") + "</h1>\n";
  for (const PagePart& part : parts) out += section_of(part);
  return out + "</body>\n</html>\n";
}

}  // namespace heddle::report
