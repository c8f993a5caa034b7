#pragma once

#include <heddle/trace/trace.h>

#include <string>

#include "report/text.h"

namespace heddle::report {

// The interleaving: a line for each event, a column for each goroutine, at most 80 columns wide.
// Columns get narrower with more goroutines; where they would be too narrow goroutines share them
// and each cell says whose it is.
std::string columns_of(const trace::Trace& trace, const TextStyle& style = {});

}  // namespace heddle::report
