#pragma once

// Writes a trace as it comes, block by block: what is held at any time is less than one block
// (1 MB) of each table. docs/trace-format.md has the format.
//
// Entries of a table are numbered from 1 in the order they are given. Give a site before an event
// that names it, and so on: then a file that was cut short is still whole up to there.
//
//   TraceWriter writer([&](std::string_view bytes) { return put(bytes); });
//   writer.begin(trace);
//   writer.site(...); writer.goroutine(...); writer.event(...); ...
//   if (!writer.finish(trace)) ...

#include <heddle/trace/trace.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace heddle::trace {

// The writer; the head of this file says in which order it is called.
class TraceWriter {
 public:
  // Takes the next bytes of the file; false when they cannot be kept. Not called again then.
  using Sink = std::function<bool(std::string_view bytes)>;

  // `sink` is called from within the functions below.
  explicit TraceWriter(Sink sink);
  ~TraceWriter();
  TraceWriter(const TraceWriter&) = delete;
  TraceWriter& operator=(const TraceWriter&) = delete;

  // First: scenario, fixed, strategy, seed, run and early are taken from it.
  void begin(const Trace& run);

  // The next site.
  void site(const Site& site);
  // The next goroutine; how the run left it is told later, by ending().
  void goroutine(const TracedGoroutine& goroutine);
  // The next object.
  void object(const TracedObject& object);
  // The next text of a log event.
  void text(std::string_view text);
  // The next decision.
  void decision(const Decision& decision);
  // The next event; `edges` are the numbers of the events it has edges from.
  void event(const Event& event, std::span<const std::uint32_t> edges);
  // How the run left the next goroutine: one for each, in their order.
  void ending(const TracedGoroutine& goroutine);
  // The next finding.
  void finding(const Finding& finding);

  // Last: schedule, cut and prefix are taken from it. False when the sink or a limit of the format
  // refused something; the file is useless then.
  [[nodiscard]] bool finish(const Trace& run);

 private:
  class Blocks;
  std::unique_ptr<Blocks> blocks_;
};

// The whole trace, tables before events. The same trace gives the same bytes.
[[nodiscard]] bool write_whole(const Trace& trace, TraceWriter& writer);

}  // namespace heddle::trace
