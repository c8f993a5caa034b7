#pragma once

// A trace as lines of text, to read, to search and to compare; and back. Nothing is lost.
//
//     heddle-trace-text 1
//     run "leaks/lost_result" fixed=0 strategy="random" seed=1 run=0 early=2
//     site "scenarios/leaks/lost_result.cpp" line=13 function="ask"
//     goroutine "worker" creator=1 child=1 site=3
//     object channel identity=3d90dac428f810bd site=2 goroutine=1 capacity=0
//     text "a line the program logged"
//     decision goroutine value=2 check=2179912700
//     event 8 G1 context-cancel object=1 site=1 closes=1 from=3
//     ending parked pending=chan-send site=7 waits-for=3
//     finding {"kind":"leak",...}
//     end schedule="h1:..." cut="" prefix=0
//
// Entries of a table are numbered from 1 in the order of their lines. What is zero is left out
// after the first two words. Values of an event have the names of the operation table (op.h); where
// it has none, `a` and `b`. In quotes, \" \\ and \xNN stand for what cannot stand there.

#include <heddle/trace/trace.h>
#include <heddle/trace/trace_file.h>

#include <optional>
#include <string>
#include <string_view>

namespace heddle::trace {

// All lines of the trace.
std::string to_text(const Trace& trace);

// The line of one event, without its end.
std::string text_of(const Event& event, const Trace& trace);

// Total, as parse_trace. The offset is that of the line.
std::optional<Trace> from_text(std::string_view text, TraceError& error);

}  // namespace heddle::trace
