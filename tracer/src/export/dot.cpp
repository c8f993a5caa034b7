#include <heddle/trace/export.h>
#include <heddle/trace/kind.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include "export/history.h"
#include "export/label.h"

namespace heddle::trace {
namespace {

constexpr std::string_view font = "Helvetica,Arial,sans-serif";
constexpr std::string_view ink = "#1f2933";
constexpr std::string_view faint = "#8a94a3";
constexpr std::string_view sync = "#2563a8";
constexpr std::string_view wrong = "#c62828";
constexpr std::size_t rule_columns = 28;
constexpr std::size_t message_columns = 70;
// Inches around the drawing: dot knows how wide its own font is, and the title of who looks at the
// picture may be wider.
constexpr std::string_view padding = "0.9,0.2";

// A string of the language; lines are parted by '\n', and are in the middle unless told otherwise.
std::string dot_string(std::string_view text, std::string_view line_end = "\\n") {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '\n') {
      out += line_end;
      continue;
    }
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + '"';
}

// Broken at spaces.
std::string wrapped(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t line = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (line != 0) {
      const bool breaks = line + 1 + end > columns;
      out += breaks ? '\n' : ' ';
      line = breaks ? 0 : line + 1;
    }
    out += text.substr(0, end);
    line += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

class DotWriter {
 public:
  DotWriter(const Trace& trace, const Graph& graph, const DotOptions& options, std::ostream& out)
      : trace_(trace), graph_(graph), options_(options), out_(out) {}

  void write() {
    out_ << "digraph heddle {\n"
         << "  graph [fontname=" << dot_string(font) << " fontsize=12 fontcolor=" << dot_string(ink)
         << " labelloc=t labeljust=l newrank=true nodesep=0.35 ranksep=0.3 pad=\"" << padding
         << "\" label=" << dot_string(title(), "\\l") << "];\n"
         << "  node [shape=box style=\"rounded,filled\" fillcolor=white color=" << dot_string(faint)
         << " fontname=" << dot_string(font) << " fontsize=10 fontcolor="
         << dot_string(ink)
         // Wide: who shows it may have no such font, and another's letters take more room.
         << " margin=\"0.2,0.05\" height=0.3];\n"
         << "  edge [fontname=" << dot_string(font)
         << " fontsize=8 arrowsize=0.6 color=" << dot_string(faint) << "];\n";
    for (std::uint32_t i = 0; i <= trace_.goroutines.size(); ++i) write_column(i);
    for (const GraphEdge& edge : graph_.reduced(options_.events)) {
      if (!edge.program_order) write_edge(edge);
    }
    for (const GraphEdge& edge : options_.missing) write_missing(edge);
    write_held();
    out_ << "}\n";
  }

 private:
  [[nodiscard]] std::string title() const {
    if (!options_.titled) return {};
    std::string title = clean_text(trace_.scenario) + (trace_.fixed ? " (fixed)" : "");
    if (!trace_.findings.empty()) {
      title += "\n" + wrapped(clean_text(headline(trace_.findings.front())), message_columns);
    }
    return title + "\n";
  }

  // The clock's events have no order of their own: they stand in no column.
  void write_column(std::uint32_t ordinal) {
    const auto all = graph_.events_of(ordinal);
    std::vector<std::uint32_t> shown;
    std::set_intersection(all.begin(), all.end(), options_.events.begin(), options_.events.end(),
                          std::back_inserter(shown));
    if (shown.empty()) return;
    const bool column = ordinal != 0;
    if (column) {
      out_ << "  subgraph " << dot_string("cluster_G" + std::to_string(ordinal))
           << " {\n    label=" << dot_string(goroutine_label(trace_, ordinal))
           << " style=\"rounded,filled\" fillcolor=\"#f1f4f8\" color=\"#d5dbe3\" labeljust=c"
           << " margin=12;\n";
    }
    for (const std::uint32_t event : shown) write_node(trace_.events[event - 1]);
    // Also where a way through other goroutines implies it: a column is a line.
    for (std::size_t i = 1; column && i < shown.size(); ++i) {
      const bool gap = graph_.next(shown[i - 1]) != shown[i];
      out_ << "    e" << shown[i - 1] << " -> e" << shown[i] << " [weight=8"
           << (gap ? " style=dotted];\n" : "];\n");
    }
    if (column && shown.back() == all.back()) write_wish(ordinal, shown.back());
    if (column) out_ << "  }\n";
  }

  void write_node(const Event& event) {
    std::string text = std::to_string(event.number) + "  " + operation_label(trace_, event);
    std::string place = place_label(trace_, event.site);
    if (event.goroutine == 0) place = "the clock";
    if (!place.empty()) text += "\n" + place;
    out_ << "    e" << event.number << " [label=" << dot_string(text);
    if (event.goroutine == 0) out_ << " shape=ellipse fillcolor=\"#f1f4f8\"";
    const auto& guilty = options_.guilty;
    if (std::find(guilty.begin(), guilty.end(), event.number) != guilty.end()) {
      out_ << " fillcolor=\"#fde2e1\" penwidth=2 color=" << dot_string(wrong);
    } else if (event.waits) {
      out_ << " fillcolor=\"#fff6dc\"";
    }
    out_ << "];\n";
  }

  // What a goroutine wants when the run ends is no event where it has not begun to wait for it: a
  // lock that somebody holds.
  void write_wish(std::uint32_t ordinal, std::uint32_t last) {
    const TracedGoroutine& goroutine = trace_.goroutines[ordinal - 1];
    if (goroutine.state != State::disabled && goroutine.state != State::parked) return;
    if (goroutine.pending == OpKind::none || trace_.events[last - 1].waits) return;
    wishes_.push_back(ordinal);
    std::string text = "waits: " + std::string(info(goroutine.pending).waiting);
    for (const std::uint32_t object : goroutine.waits_for) {
      text += " " + object_label(trace_, object);
    }
    const std::string place = place_label(trace_, goroutine.pending_at);
    if (!place.empty()) text += "\n" + place;
    out_ << "    w" << ordinal << " [label=" << dot_string(text)
         << " style=\"rounded,filled,dashed\" fillcolor=\"#fff6dc\"];\n"
         << "    e" << last << " -> w" << ordinal << " [weight=8 style=dotted];\n";
  }

  // Who has what they want: from the event that took it.
  void write_held() {
    const std::vector<HoldSpan> holds =
        wishes_.empty() ? std::vector<HoldSpan>{} : holds_of(trace_);
    for (const std::uint32_t ordinal : wishes_) {
      const auto& wanted = trace_.goroutines[ordinal - 1].waits_for;
      for (const HoldSpan& hold : holds) {
        if (hold.to != 0 || std::find(wanted.begin(), wanted.end(), hold.object) == wanted.end() ||
            !std::binary_search(options_.events.begin(), options_.events.end(), hold.from)) {
          continue;
        }
        out_ << "  e" << hold.from << " -> w" << ordinal
             << " [style=dashed constraint=false color=" << dot_string(wrong)
             << " fontcolor=" << dot_string(wrong) << " label=\"still held\"];\n";
      }
    }
  }

  void write_edge(const GraphEdge& edge) {
    out_ << "  e" << edge.from << " -> e" << edge.to;
    const auto sources = graph_.sources(edge.to);
    if (std::find(sources.begin(), sources.end(), edge.from) != sources.end()) {
      const std::string rule = wrapped(rule_of(trace_, edge.from, edge.to), rule_columns);
      out_ << " [color=" << dot_string(sync) << " fontcolor=" << dot_string(sync)
           << " penwidth=1.3 label=" << dot_string(rule) << ']';
    } else {
      out_ << " [color=" << dot_string(sync) << " style=dotted]";
    }
    out_ << ";\n";
  }

  void write_missing(const GraphEdge& edge) {
    out_ << "  e" << edge.from << " -> e" << edge.to
         << " [style=dashed constraint=false penwidth=1.6"
         << " color=" << dot_string(wrong) << " fontcolor=" << dot_string(wrong)
         << " label=\"nothing\\norders these\"];\n";
  }

  const Trace& trace_;
  const Graph& graph_;
  const DotOptions& options_;
  std::ostream& out_;
  std::vector<std::uint32_t> wishes_;  // goroutines
};

}  // namespace

void write_dot(const Trace& trace, const Graph& graph, const DotOptions& options,
               std::ostream& out) {
  DotWriter(trace, graph, options, out).write();
}

}  // namespace heddle::trace
