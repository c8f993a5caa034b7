#pragma once

// A trace for other programs. Every writer streams: what it holds is a few numbers an event. Texts
// of the trace are shown as valid UTF-8 without control characters, whatever they hold.
//
// There is no time in a run but its order: where a format wants a time, event n begins at
// n microseconds and takes one. docs/exports.md says how each file is opened.

#include <heddle/trace/graph.h>
#include <heddle/trace/trace.h>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <vector>

namespace heddle::trace {

// Perfetto's protobuf (.pftrace, for ui.perfetto.dev and trace_processor): a track for each
// goroutine, with a flow for each edge between goroutines, a counter for each buffered channel, a
// track for each lock with who holds it, and one for the findings.
void write_perfetto(const Trace& trace, std::ostream& out);

// The trace event format of Chrome (JSON; chrome://tracing, Perfetto, Qt Creator, Speedscope), with
// the same content. Slices of one thread do not overlap.
void write_chrome(const Trace& trace, std::ostream& out);

// A log for ShiViz, with its two regular expressions in front: an event, its host, and its vector
// clock. The clock (goroutine 0) has no order of its own, so each of its events is a host. ShiViz
// is made for a few hundred events; this takes the square of their number.
void write_shiviz(const Trace& trace, std::ostream& out);
// `heddle export` refuses more events than this: a browser could not show them.
inline constexpr std::size_t shiviz_events_max = 5'000;

// One JSON object a line, the key `type` first: `run`, then each `goroutine`, `object`, `decision`,
// `event` and `finding`.
void write_json_lines(const Trace& trace, std::ostream& out);

// What a drawing of the happens-before graph shows.
struct DotOptions {
  std::vector<std::uint32_t> events;  // sorted, each once: the nodes
  std::vector<std::uint32_t> guilty;  // those that are marked
  std::vector<GraphEdge> missing;     // order that should be there and is not: dashed
  bool titled = true;                 // the scenario and its finding stand above
};
// More than this cannot be laid out, nor read.
inline constexpr std::size_t dot_events_max = 1'500;

// The happens-before graph in Graphviz's language: a column for each goroutine, the edges between
// them labelled with the rule that made them. Edges that others imply are left out; order that
// comes about through events that are not shown is drawn thinner, without a rule.
void write_dot(const Trace& trace, const Graph& graph, const DotOptions& options,
               std::ostream& out);

// The events as a timeline: a lane for each goroutine and for each lock they are about, from left
// to right. A piece of HTML with two SVGs (the lanes' names stay where they are while the other is
// scrolled), whose looks are those of the page it is put into. Nothing where there are no events.
void write_timeline(const Trace& trace, const Graph& graph, const DotOptions& options,
                    std::ostream& out);

}  // namespace heddle::trace
