#include <heddle/trace/export.h>

#include <algorithm>
#include <ostream>

#include "export/label.h"

namespace heddle::trace {
namespace {

// A host is one word.
std::string host_of(const Trace& trace, const Event& event) {
  if (event.goroutine == 0) return "clock@" + std::to_string(event.number);
  std::string host = goroutine_label(trace, event.goroutine);
  for (char& letter : host) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '_' || letter == '-' ||
                       letter == '.';
    if (!plain) letter = '_';
  }
  return host;
}

}  // namespace

void write_shiviz(const Trace& trace, std::ostream& out) {
  const Graph graph(trace);
  // One execution, with its name: logs of several runs can be put together to be compared.
  out << R"((?<event>.*)\n(?<host>\S*) (?<clock>{.*}))" << '\n';
  out << R"(=== (?<trace>.*) ===)" << '\n';
  out << "=== " << clean_text(trace.scenario) << (trace.fixed ? " (fixed)" : "") << ", seed "
      << trace.seed << ", run " << trace.run << " ===\n";
  for (const Event& event : trace.events) {
    out << event.number << ' ' << operation_label(trace, event);
    const std::string place = place_label(trace, event.site);
    if (!place.empty()) out << " at " << place;
    out << '\n' << host_of(trace, event) << " {";
    const Cut past = graph.prefix(event.number);
    bool first = true;
    const auto entry = [&](const Event& last, std::size_t count) {
      out << (first ? "\"" : ", \"") << host_of(trace, last) << "\": " << count;
      first = false;
    };
    for (std::uint32_t ordinal = 1; ordinal <= trace.goroutines.size(); ++ordinal) {
      const std::uint32_t border = past.border(ordinal);
      if (border == 0) continue;
      const auto events = graph.events_of(ordinal);
      const auto end = std::upper_bound(events.begin(), events.end(), border);
      entry(trace.events[border - 1], static_cast<std::size_t>(end - events.begin()));
    }
    for (const std::uint32_t number : graph.events_of(0)) {
      if (number > event.number) break;
      const Event& tick = trace.events[number - 1];
      if (past.contains(tick)) entry(tick, 1);
    }
    out << "}\n";
  }
}

}  // namespace heddle::trace
