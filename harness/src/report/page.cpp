#include "report/page.h"

#include <algorithm>
#include <numeric>

#include "report/event_list.h"
#include "report/junit.h"
#include "report/page_style.h"
#include "report/text.h"

namespace heddle::report {
namespace {

using trace::Event;
using trace::Trace;

std::string without_folders(const std::string& file) { return file.substr(file.rfind('/') + 1); }

// What an event did, without who did it and when.
std::string deed_of(const Trace& trace, const Event& event) {
  std::string out = xml_text(operation_text(trace, event));
  if (event.object != 0) out += " <b>" + xml_text(trace::object_name(trace, event.object)) + "</b>";
  const trace::Site& site = trace::site_of(trace, event.site);
  if (site.line != 0) {
    out += " <small>" + xml_text(without_folders(trace::short_text(site))) + "</small>";
  }
  return out;
}

std::string cell_of(const PagePart& part, const Event& event) {
  const bool guilty = std::binary_search(part.guilty.begin(), part.guilty.end(), event.number);
  const std::string begin =
      guilty ? "<td class=\"guilty\">" : (event.waits ? "<td class=\"waits\">" : "<td>");
  return begin + deed_of(*part.trace, event) + "</td>";
}

// The columns: goroutines with events, the clock first; none where there would be too many.
std::vector<std::uint32_t> table_columns(const Trace& trace,
                                         const std::vector<std::uint32_t>& events) {
  std::vector<std::uint32_t> columns;
  for (const std::uint32_t number : events) columns.push_back(trace.events[number - 1].goroutine);
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  if (columns.size() > page_columns_max) columns.clear();
  return columns;
}

std::string table_of(const PagePart& part, const std::vector<std::uint32_t>& events) {
  const Trace& trace = *part.trace;
  const std::vector<std::uint32_t> columns = table_columns(trace, events);
  std::string out = "<div class=\"scroll\"><table class=\"events\">\n<tr><th></th>";
  for (const std::uint32_t column : columns) {
    out += "<th>" + xml_text(trace::label(trace, column)) + "</th>";
  }
  if (columns.empty()) out += "<th>goroutine</th><th>operation</th>";
  out += "</tr>\n";
  for (const std::uint32_t number : events) {
    const Event& event = trace.events[number - 1];
    out += "<tr><td>" + std::to_string(number) + "</td>";
    if (columns.empty()) {
      out += "<td>" + xml_text(trace::label(trace, event.goroutine)) + "</td>";
      out += cell_of(part, event);
    }
    for (const std::uint32_t column : columns) {
      out += column == event.goroutine ? cell_of(part, event) : "<td></td>";
    }
    out += "</tr>\n";
  }
  return out + "</table></div>\n";
}

// Many drawings stand in one page, and Graphviz gives the same names in each.
std::string without_ids(std::string_view svg) {
  constexpr std::string_view id = " id=\"";
  std::string out;
  while (true) {
    const std::size_t begin = svg.find(id);
    const std::size_t end = begin == svg.npos ? svg.npos : svg.find('"', begin + id.size());
    if (end == svg.npos) return out += svg;
    out += svg.substr(0, begin);
    svg.remove_prefix(end + 1);
  }
}

std::string drawings_of(const PagePart& part) {
  std::string out;
  if (!part.timeline.empty()) {
    out += "<h3>Timeline</h3>\n" + part.timeline +
           "<p class=\"legend\">From left to right in the order of the run. Red: what it is about; "
           "yellow: waits; blue: what orders them, and who holds a lock; dashed red: no order "
           "where there should be one. Point at anything to see what it is.</p>\n";
  }
  if (!part.events.empty()) out += "<h3>Interleaving</h3>\n" + table_of(part, part.events);
  // The document's own head (version, type) has no place inside of a page.
  const std::size_t begin = part.drawing.find("<svg");
  if (begin != std::string::npos) {
    out += "<h3>What happened before what</h3>\n<div class=\"drawing\">\n" +
           without_ids(part.drawing.substr(begin)) + "</div>\n";
  }
  return out;
}

std::string sources_of(const PagePart& part) {
  if (part.sources.empty()) return {};
  std::string out = "<h3>Source</h3>\n";
  for (const Excerpt& piece : part.sources) {
    if (piece.lines.empty()) {
      out +=
          "<p><code>" + xml_text(piece.file) + "</code> was not found when this was written.</p>\n";
      continue;
    }
    out += "<p><code>" + xml_text(piece.file) + "</code></p>\n<div class=\"source\"><table>\n";
    for (const ExcerptLine& line : piece.lines) {
      out += line.notes.empty() ? "<tr>" : "<tr class=\"marked\">";
      out += "<td>" + std::to_string(line.number) + "</td><td>" + xml_text(line.text);
      for (const std::string& note : line.notes) {
        out += "  <span class=\"note\">" + xml_text(note) + "</span>";
      }
      out += "</td></tr>\n";
    }
    out += "</table></div>\n";
  }
  return out;
}

std::string all_events_of(const PagePart& part) {
  const Trace& trace = *part.trace;
  if (part.events.size() >= trace.events.size()) return {};
  std::string out =
      "<details><summary>All " + counted(trace.events.size(), "event") + "</summary>\n";
  std::vector<std::uint32_t> all(std::min(trace.events.size(), page_events_max));
  std::iota(all.begin(), all.end(), 1U);
  out += table_of(part, all);
  if (all.size() < trace.events.size()) {
    out += "<p>The first " + counted(all.size(), "event") + " of them.</p>\n";
  }
  return out + "</details>\n";
}

std::string section_of(const PagePart& part, std::size_t number) {
  const Trace& trace = *part.trace;
  const bool good = part.told.empty();
  std::string out =
      "<section id=\"f" + std::to_string(number) + "\">\n<h2>" + xml_text(part.title) +
      "</h2>\n<p class=\"" + (good ? "finding good" : "finding") + "\">" + xml_text(part.heading) +
      "</p>\n<p class=\"run\">strategy " + xml_text(trace.strategy) + ", seed " +
      std::to_string(trace.seed) + ", run " + std::to_string(trace.run) + ": " +
      counted(trace.events.size(), "event") + ", " + counted(trace.decisions.size(), "decision") +
      ", " + counted(trace.goroutines.size(), "goroutine") + "</p>\n";
  if (!part.story.empty()) out += "<p class=\"story\">" + xml_text(part.story) + "</p>\n";
  out += "<p>The same run again:</p>\n<pre class=\"command\">" + xml_text(part.replay_command) +
         "</pre>\n";
  out += drawings_of(part) + sources_of(part);
  if (!part.told.empty()) out += "<h3>Report</h3>\n<pre>" + xml_text(part.told) + "</pre>\n";
  return out + all_events_of(part) + "</section>\n";
}

// Where to find which, in a page of several.
std::string contents_of(const std::vector<PagePart>& parts) {
  if (parts.size() < 2) return {};
  std::string out = "<ol class=\"contents\">\n";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    out += "<li><a href=\"#f" + std::to_string(i + 1) + "\">" + xml_text(parts[i].title) +
           "</a> <span" + (parts[i].told.empty() ? ">" : " class=\"kind\">") +
           xml_text(parts[i].heading) + "</span></li>\n";
  }
  return out + "</ol>\n";
}

}  // namespace

std::string page_of(const std::vector<PagePart>& parts) {
  const auto findings = static_cast<std::size_t>(std::count_if(
      parts.begin(), parts.end(), [](const PagePart& part) { return !part.told.empty(); }));
  std::string out(page_head);
  out += "<h1>Heddle: " + (findings == 0 ? "nothing found" : counted(findings, "finding")) +
         "</h1>\n" + contents_of(parts);
  for (std::size_t i = 0; i < parts.size(); ++i) out += section_of(parts[i], i + 1);
  return out + "</body>\n</html>\n";
}

}  // namespace heddle::report
