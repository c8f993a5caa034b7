#pragma once

#include <heddle/trace/trace.h>

#include <string>

namespace heddle::report {

// One event as one line, without a line feed: number, goroutine, operation, object, site, what its
// values mean, and the events it synchronises with. Depends on nothing but the run, so two replays
// can be compared byte for byte.
std::string line_of(const trace::Trace& trace, const trace::Event& event);

// "chan-send slot=0": the operation and its values, as the operation table names them.
std::string operation_text(const trace::Trace& trace, const trace::Event& event);

}  // namespace heddle::report
