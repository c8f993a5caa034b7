#pragma once

// Findings as one page of HTML that needs nothing else: no script, no font, no picture from
// elsewhere.

#include <heddle/trace/explanation.h>
#include <heddle/trace/trace.h>

#include <cstdint>
#include <string>
#include <vector>

#include "report/excerpt.h"

namespace heddle::report {

// A finding of a trace, and what the page shows of it. The trace must outlive the part.
struct PagePart {
  const trace::Trace* trace = nullptr;
  std::string title;                  // the scenario
  std::string heading;                // "leak: 1 goroutine is blocked for ever"; no findings: why
  std::string told;                   // the report as text
  std::string story;                  // may be empty
  std::vector<std::uint32_t> events;  // that are shown at once, sorted; the rest folds out
  std::vector<std::uint32_t> guilty;  // those that are marked
  std::string timeline;               // a piece of HTML (trace::write_timeline), or empty
  std::string drawing;                // an SVG document, or empty
  std::vector<Excerpt> sources;
  std::string replay_command;
};

// More events of one trace than this are not listed, folded or not: the page says so.
inline constexpr std::size_t page_events_max = 5'000;
// With more goroutines than this a table names the goroutine of each event instead of giving it a
// column.
inline constexpr std::size_t page_columns_max = 12;

std::string page_of(const std::vector<PagePart>& parts);

}  // namespace heddle::report
