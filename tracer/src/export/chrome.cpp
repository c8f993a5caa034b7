#include <heddle/trace/export.h>
#include <heddle/trace/kind.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

#include "export/history.h"
#include "export/label.h"

namespace heddle::trace {
namespace {

using Json = nlohmann::ordered_json;

// Threads are numbered within a process, and pids must be numbers for Qt Creator.
enum class Process : std::uint8_t { goroutines = 1, channels, locks, findings };

void to_json(Json& json, Process process) { json = static_cast<int>(process); }

class ChromeWriter {
 public:
  ChromeWriter(const Trace& trace, std::ostream& out)
      : trace_(trace), out_(out), end_(trace.events.size() + 2) {}

  void write() {
    out_ << R"({"displayTimeUnit":"ns","traceEvents":[)";
    name_process(Process::goroutines, clean_text(trace_.scenario) + ": goroutines");
    for (std::uint32_t i = 0; i <= trace_.goroutines.size(); ++i) {
      name_thread(Process::goroutines, i, goroutine_label(trace_, i));
    }
    for (const Event& event : trace_.events) write_event(event);
    for (const WaitSpan& wait : waits_of(trace_)) {
      const std::uint64_t end = wait.to == 0 ? end_ : wait.to;
      put({{"ph", "X"},
           {"pid", Process::goroutines},
           {"tid", wait.goroutine},
           {"ts", wait.from + 1},
           {"dur", end - wait.from - 1},
           {"name", info(wait.kind).waiting},
           {"cat", "wait"}});
    }
    write_channels();
    write_locks();
    write_findings();
    out_ << "\n]}\n";
  }

 private:
  void name_process(Process process, const std::string& name) {
    put({{"ph", "M"}, {"pid", process}, {"name", "process_name"}, {"args", {{"name", name}}}});
    put({{"ph", "M"},
         {"pid", process},
         {"name", "process_sort_index"},
         {"args", {{"sort_index", process}}}});
  }

  void name_thread(Process process, std::uint32_t thread, const std::string& name) {
    const auto put_name = [&](const char* what, Json args) {
      put({{"ph", "M"}, {"pid", process}, {"tid", thread}, {"name", what}, {"args", args}});
    };
    put_name("thread_name", {{"name", name}});
    put_name("thread_sort_index", {{"sort_index", thread}});
  }

  void write_event(const Event& event) {
    Json args = {{"event", event.number}};
    for (const auto& value : {first_value(event), second_value(event)}) {
      if (!value) continue;
      Json& place = args[std::string(value->name)];
      if (value->negative) {
        place = static_cast<std::int64_t>(value->bits);
      } else {
        place = value->bits;
      }
    }
    const Site& site = site_of(trace_, event.site);
    if (site.line != 0) args["at"] = clean_text(short_text(site));
    put({{"ph", "X"},
         {"pid", Process::goroutines},
         {"tid", event.goroutine},
         {"ts", event.number},
         {"dur", 1},
         {"name", operation_label(trace_, event)},
         {"cat", "event"},
         {"args", std::move(args)}});
    for (std::uint32_t i = 0; i < event.edge_count; ++i) {
      const std::uint32_t from = trace_.edges[event.edges + i];
      if (trace_.events[from - 1].goroutine == event.goroutine) continue;
      write_flow(trace_.events[from - 1], event);
    }
  }

  // Both ends lie in the middle of their slices, and say so ("bp": "e"): they bind to what encloses
  // them, not to what comes next.
  void write_flow(const Event& from, const Event& to) {
    const std::string rule(rule_of(trace_, from.number, to.number));
    const auto put_end = [&](const char* phase, const Event& event) {
      put({{"ph", phase},
           {"pid", Process::goroutines},
           {"tid", event.goroutine},
           {"ts", event.number + 0.5},
           {"id", flows_},
           {"bp", "e"},
           {"name", rule},
           {"cat", "happens before"}});
    };
    put_end("s", from);
    put_end("f", to);
    ++flows_;
  }

  void write_channels() {
    const std::vector<Level> levels = levels_of(trace_);
    if (levels.empty()) return;
    name_process(Process::channels, "values in channels");
    std::vector<char> seen(trace_.objects.size() + 1);
    for (const Level& level : levels) {
      const auto count = [&](std::uint32_t at, std::uint32_t values) {
        put({{"ph", "C"},
             {"pid", Process::channels},
             {"ts", at},
             {"name", object_label(trace_, level.object)},
             {"args", {{"values", values}}}});
      };
      if (seen[level.object] == 0) count(0, 0);
      seen[level.object] = 1;
      count(level.event, level.count);
    }
  }

  // A thread for each lock, and for each reader that holds it beside others.
  void write_locks() {
    const std::vector<HoldSpan> holds = holds_of(trace_);
    if (holds.empty()) return;
    name_process(Process::locks, "locks");
    std::vector<std::uint32_t> lanes(trace_.objects.size() + 1);
    for (const HoldSpan& hold : holds) {
      lanes[hold.object] = std::max(lanes[hold.object], hold.lane + 1);
    }
    std::vector<std::uint32_t> first_thread(lanes.size());
    std::uint32_t threads = 0;
    for (std::uint32_t object = 1; object < lanes.size(); ++object) {
      first_thread[object] = threads + 1;
      for (std::uint32_t lane = 0; lane < lanes[object]; ++lane) {
        name_thread(Process::locks, ++threads, object_label(trace_, object));
      }
    }
    for (const HoldSpan& hold : holds) {
      const std::uint64_t end = hold.to == 0 ? end_ : std::uint64_t{hold.to} + 1;
      put({{"ph", "X"},
           {"pid", Process::locks},
           {"tid", first_thread[hold.object] + hold.lane},
           {"ts", hold.from},
           {"dur", end - hold.from},
           {"name",
            (hold.shared ? "read by " : "held by ") + goroutine_label(trace_, hold.goroutine)},
           {"cat", "hold"}});
    }
  }

  void write_findings() {
    if (trace_.findings.empty()) return;
    name_process(Process::findings, "findings");
    for (const Finding& finding : trace_.findings) {
      put({{"ph", "i"},
           {"pid", Process::findings},
           {"tid", 1},
           {"ts", event_of(trace_, finding)},
           {"s", "g"},
           {"name", word(finding.kind)},
           {"cat", "finding"},
           {"args", {{"message", clean_text(finding.message)}}}});
    }
  }

  void put(const Json& event) {
    out_ << (first_ ? "\n" : ",\n") << event.dump();
    first_ = false;
  }

  const Trace& trace_;
  std::ostream& out_;
  std::uint64_t end_;
  std::uint64_t flows_ = 1;
  bool first_ = true;
};

}  // namespace

void write_chrome(const Trace& trace, std::ostream& out) { ChromeWriter(trace, out).write(); }

}  // namespace heddle::trace
