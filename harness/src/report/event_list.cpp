#include "report/event_list.h"

namespace heddle::report {

std::string operation_text(const trace::Trace& trace, const trace::Event& event) {
  const trace::OpInfo& info = trace::info(event.kind);
  std::string out(info.name);
  if (event.waits) return out + " waits";
  if (event.kind == trace::OpKind::log) {
    if (event.value_a != 0) out += " \"" + trace.texts[event.value_a - 1] + "\"";
    return out;
  }
  const std::string values = trace::values_text(event);
  return values.empty() ? out : out + " " + values;
}

std::string line_of(const trace::Trace& trace, const trace::Event& event) {
  std::string out = std::to_string(event.number) + " " + trace::label(trace, event.goroutine) +
                    ": " + operation_text(trace, event);
  if (event.object != 0) out += " on " + trace::object_name(trace, event.object);
  if (event.site != 0) {
    out += " at " + trace::short_text(trace::site_of(trace, event.site));
  }
  for (std::uint32_t i = 0; i < event.edge_count; ++i) {
    out += (i == 0 ? " after " : ",") + std::to_string(trace.edges[event.edges + i]);
  }
  // A log's text may hold anything; an event is one line.
  for (char& letter : out) {
    if (static_cast<unsigned char>(letter) < 0x20) letter = ' ';
  }
  return out;
}

}  // namespace heddle::report
