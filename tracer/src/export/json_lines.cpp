#include <heddle/trace/export.h>
#include <heddle/trace/finding_json.h>
#include <nlohmann/json.hpp>

#include <ostream>

#include "export/label.h"

namespace heddle::trace {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format_version = 1;

class LineWriter {
 public:
  LineWriter(const Trace& trace, std::ostream& out) : trace_(trace), out_(out) {}

  void write() {
    put({{"type", "run"},
         {"version", format_version},
         {"scenario", clean_text(trace_.scenario)},
         {"fixed", trace_.fixed},
         {"strategy", clean_text(trace_.strategy)},
         {"seed", trace_.seed},
         {"run", trace_.run},
         {"early", trace_.early},
         {"schedule", clean_text(trace_.schedule)},
         {"cut", clean_text(trace_.cut)},
         {"prefix", trace_.prefix}});
    for (std::uint32_t i = 1; i <= trace_.goroutines.size(); ++i) write_goroutine(i);
    for (std::uint32_t i = 1; i <= trace_.objects.size(); ++i) write_object(i);
    for (const Decision& decision : trace_.decisions) {
      put({{"type", "decision"}, {"kind", word(decision.kind)}, {"value", decision.value}});
    }
    for (const Event& event : trace_.events) write_event(event);
    for (const Finding& finding : trace_.findings) {
      Json line = {{"type", "finding"}};
      line.update(Json::parse(to_json(finding)));
      put(line);
    }
  }

 private:
  void write_goroutine(std::uint32_t ordinal) {
    const TracedGoroutine& goroutine = trace_.goroutines[ordinal - 1];
    Json line = {{"type", "goroutine"},
                 {"number", ordinal},
                 {"identity", identity_path(trace_, ordinal)},
                 {"name", clean_text(goroutine.name)},
                 {"creator", goroutine.creator},
                 {"state", word(goroutine.state)}};
    add_site(line, goroutine.made_at);
    if (goroutine.pending != OpKind::none) line["pending"] = info(goroutine.pending).name;
    if (!goroutine.waits_for.empty()) line["waits_for"] = goroutine.waits_for;
    put(line);
  }

  void write_object(std::uint32_t ordinal) {
    const TracedObject& object = trace_.objects[ordinal - 1];
    Json line = {{"type", "object"},
                 {"number", ordinal},
                 {"kind", clean_text(object.type)},
                 {"creator", object.made_by}};
    if (object.capacity != 0) line["capacity"] = object.capacity;
    add_site(line, object.made_at);
    put(line);
  }

  void write_event(const Event& event) {
    Json line = {{"type", "event"},
                 {"number", event.number},
                 {"goroutine", event.goroutine},
                 {"op", info(event.kind).name}};
    if (event.object != 0) line["object"] = event.object;
    if (event.waits) line["waits"] = true;
    Json values = Json::object();
    for (const auto& value : {first_value(event), second_value(event)}) {
      if (!value) continue;
      Json& place = values[std::string(value->name)];
      if (value->negative) {
        place = static_cast<std::int64_t>(value->bits);
      } else {
        place = value->bits;
      }
    }
    if (!values.empty()) line["values"] = std::move(values);
    if (event.kind == OpKind::log && event.value_a != 0) {
      line["text"] = clean_text(trace_.texts[event.value_a - 1]);
    }
    add_site(line, event.site);
    if (event.edge_count != 0) {
      const auto first = trace_.edges.begin() + event.edges;
      line["after"] = std::vector<std::uint32_t>(first, first + event.edge_count);
    }
    put(line);
  }

  void add_site(Json& line, std::uint32_t index) {
    const Site& site = site_of(trace_, index);
    if (site.line == 0) return;
    line["file"] = clean_text(site.file);
    line["line"] = site.line;
    if (!site.function.empty()) line["function"] = clean_text(site.function);
  }

  // Texts of findings are not cleaned one by one.
  void put(const Json& line) {
    out_ << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  }

  const Trace& trace_;
  std::ostream& out_;
};

}  // namespace

void write_json_lines(const Trace& trace, std::ostream& out) { LineWriter(trace, out).write(); }

}  // namespace heddle::trace
