#include <heddle/trace/export.h>
#include <heddle/trace/kind.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "export/history.h"
#include "export/label.h"
#include "export/protobuf.h"

namespace heddle::trace {
namespace {

// The numbers of the fields, from Perfetto's protos/perfetto/trace.
namespace packet {
constexpr std::uint32_t in_trace = 1;
constexpr std::uint32_t timestamp = 8;
constexpr std::uint32_t sequence = 10;
constexpr std::uint32_t event = 11;
constexpr std::uint32_t sequence_flags = 13;
constexpr std::uint32_t track = 60;
}  // namespace packet
namespace track {
constexpr std::uint32_t uuid = 1;
constexpr std::uint32_t name = 2;
constexpr std::uint32_t parent = 5;
constexpr std::uint32_t counter = 8;
constexpr std::uint32_t child_ordering = 11;
constexpr std::uint32_t rank = 12;
constexpr std::uint32_t description = 14;
constexpr std::uint32_t merging = 15;
}  // namespace track
namespace slice {
constexpr std::uint32_t annotation = 4;
constexpr std::uint32_t type = 9;
constexpr std::uint32_t track = 11;
constexpr std::uint32_t category = 22;
constexpr std::uint32_t name = 23;
constexpr std::uint32_t counter_value = 30;
constexpr std::uint32_t source_location = 33;
constexpr std::uint32_t flow = 47;
constexpr std::uint32_t last_flow = 48;
}  // namespace slice
namespace annotation {
constexpr std::uint32_t number = 3;
constexpr std::uint32_t signed_number = 4;
constexpr std::uint32_t text = 6;
constexpr std::uint32_t name = 10;
}  // namespace annotation

enum Type : std::uint8_t { begin = 1, end = 2, instant = 3, counter = 4 };
constexpr std::uint64_t explicit_order = 3;
constexpr std::uint64_t no_merging = 2;
constexpr std::uint64_t first_of_sequence = 1;

constexpr std::uint64_t event_ns = 1'000;

// A track's identity says what it is of.
enum class Of : std::uint8_t { root = 1, group, goroutine, channel, lock, finding };
std::uint64_t uuid_of(Of what, std::uint32_t ordinal, std::uint32_t lane = 0) {
  return std::uint64_t{lane} << 40 | static_cast<std::uint64_t>(what) << 32 | ordinal;
}
enum class Group : std::uint8_t { findings, goroutines, channels, locks };
std::uint64_t uuid_of(Group group) { return uuid_of(Of::group, static_cast<std::uint32_t>(group)); }

void annotate(ProtoMessage& event, std::string_view name, std::string_view text) {
  ProtoMessage note;
  note.text(annotation::name, name);
  note.text(annotation::text, text);
  event.message(slice::annotation, note);
}

void annotate(ProtoMessage& event, const NamedValue& value) {
  ProtoMessage note;
  note.text(annotation::name, value.name);
  note.number(value.negative ? annotation::signed_number : annotation::number, value.bits);
  event.message(slice::annotation, note);
}

class PerfettoWriter {
 public:
  PerfettoWriter(const Trace& trace, std::ostream& out)
      : trace_(trace), graph_(trace), out_(out), end_ns_((trace.events.size() + 2) * event_ns) {}

  void write() {
    describe_all();
    write_goroutines();
    for (const Level& level : levels_of(trace_)) {
      ProtoMessage event = started(Type::counter, uuid_of(Of::channel, level.object));
      event.number(slice::counter_value, level.count);
      put(level.event * event_ns, event);
    }
    write_locks();
    for (const Finding& finding : trace_.findings) {
      ProtoMessage event = started(Type::instant, uuid_of(Group::findings));
      event.text(slice::name, word(finding.kind));
      event.text(slice::category, "finding");
      annotate(event, "message", clean_text(finding.message));
      put(event_of(trace_, finding) * event_ns, event);
    }
  }

 private:
  // --- tracks ---

  struct Description {
    std::uint64_t uuid;
    std::uint64_t parent = 0;  // 0: none
    std::string name;
    std::uint32_t rank = 0;
    bool parents_order = false;  // its children come in the order of their ranks
    bool counts = false;
    std::string text;
  };

  void describe(const Description& given) {
    ProtoMessage descriptor;
    descriptor.number(track::uuid, given.uuid);
    if (given.parent != 0) descriptor.number(track::parent, given.parent);
    descriptor.text(track::name, given.name);
    descriptor.number(track::rank, given.rank);
    descriptor.number(track::merging, no_merging);
    if (given.parents_order) descriptor.number(track::child_ordering, explicit_order);
    if (given.counts) descriptor.message(track::counter, {});
    if (!given.text.empty()) descriptor.text(track::description, given.text);
    ProtoMessage one;
    one.number(packet::sequence, 1);
    if (first_) one.number(packet::sequence_flags, first_of_sequence);
    first_ = false;
    one.message(packet::track, descriptor);
    put(one);
  }

  void describe(Group group, std::string name) {
    describe({uuid_of(group),
              uuid_of(Of::root, 0),
              std::move(name),
              static_cast<std::uint32_t>(group),
              true,
              false,
              {}});
  }

  void describe_all() {
    const std::uint64_t root = uuid_of(Of::root, 0);
    const std::string twin = trace_.fixed ? " (fixed)" : "";
    describe({root, 0, "heddle " + clean_text(trace_.scenario) + twin, 0, true, false,
              "One microsecond is one event. Schedule: " + clean_text(trace_.schedule)});
    if (!trace_.findings.empty()) describe(Group::findings, "findings");
    describe(Group::goroutines, "goroutines");
    for (std::uint32_t i = 0; i <= trace_.goroutines.size(); ++i) {
      if (i == 0 && graph_.events_of(0).empty()) continue;
      describe({uuid_of(Of::goroutine, i),
                uuid_of(Group::goroutines),
                goroutine_label(trace_, i),
                i,
                false,
                false,
                {}});
    }
    bool any = false;
    for (std::uint32_t i = 1; i <= trace_.objects.size(); ++i) {
      const TracedObject& object = trace_.objects[i - 1];
      if (object.capacity == 0) continue;
      if (!any) describe(Group::channels, "values in channels");
      any = true;
      describe({uuid_of(Of::channel, i), uuid_of(Group::channels), object_label(trace_, i), i,
                false, true,
                "buffer of " + std::to_string(object.capacity) + ", made at " +
                    place_label(trace_, object.made_at)});
    }
  }

  // --- events ---

  void write_goroutines() {
    const std::vector<WaitSpan> waits = waits_of(trace_);
    auto wait = waits.begin();
    for (const Event& event : trace_.events) {
      write_event(event);
      for (; wait != waits.end() && wait->from == event.number; ++wait) {
        const std::uint64_t on = uuid_of(Of::goroutine, wait->goroutine);
        ProtoMessage begun = started(Type::begin, on);
        begun.text(slice::name, info(wait->kind).waiting);
        begun.text(slice::category, "wait");
        put((wait->from + 1) * event_ns, begun);
        put(wait->to == 0 ? end_ns_ : wait->to * event_ns, started(Type::end, on));
      }
    }
  }

  void write_event(const Event& event) {
    const std::uint64_t on = uuid_of(Of::goroutine, event.goroutine);
    ProtoMessage begun = started(Type::begin, on);
    begun.text(slice::name, operation_label(trace_, event));
    begun.text(slice::category, "event");
    for (const std::uint32_t to : graph_.targets(event.number)) {
      if (flows(event.number, to)) begun.fixed64(slice::flow, flow_of(event.number, to));
    }
    for (const std::uint32_t from : graph_.sources(event.number)) {
      if (flows(from, event.number)) begun.fixed64(slice::last_flow, flow_of(from, event.number));
    }
    ProtoMessage number;
    number.text(annotation::name, "event");
    number.number(annotation::number, event.number);
    begun.message(slice::annotation, number);
    if (const auto value = first_value(event)) annotate(begun, *value);
    if (const auto value = second_value(event)) annotate(begun, *value);
    if (const Site& site = site_of(trace_, event.site); site.line != 0) {
      ProtoMessage place;
      place.text(2, clean_text(site.file));
      place.text(3, clean_text(site.function));
      place.number(4, site.line);
      begun.message(slice::source_location, place);
      annotate(begun, "at", clean_text(short_text(site)));
    }
    put(event.number * event_ns, begun);
    put((event.number + 1) * event_ns, started(Type::end, on));
  }

  void write_locks() {
    const std::vector<HoldSpan> holds = holds_of(trace_);
    std::vector<std::uint32_t> lanes(trace_.objects.size() + 1);
    for (const HoldSpan& hold : holds)
      lanes[hold.object] = std::max(lanes[hold.object], hold.lane + 1);
    if (!holds.empty()) {
      describe(Group::locks, "locks");
    }
    for (std::uint32_t object = 1; object <= trace_.objects.size(); ++object) {
      for (std::uint32_t lane = 0; lane < lanes[object]; ++lane) {
        describe({uuid_of(Of::lock, object, lane), uuid_of(Group::locks),
                  object_label(trace_, object), object, false, false,
                  "made at " + place_label(trace_, trace_.objects[object - 1].made_at)});
      }
    }
    for (const HoldSpan& hold : holds) {
      const std::uint64_t on = uuid_of(Of::lock, hold.object, hold.lane);
      ProtoMessage begun = started(Type::begin, on);
      begun.text(slice::name,
                 (hold.shared ? "read by " : "held by ") + goroutine_label(trace_, hold.goroutine));
      begun.text(slice::category, "hold");
      put(hold.from * event_ns, begun);
      put(hold.to == 0 ? end_ns_ : (hold.to + 1) * event_ns, started(Type::end, on));
    }
  }

  // Program order is what a track is: only edges between tracks are drawn.
  [[nodiscard]] bool flows(std::uint32_t from, std::uint32_t to) const {
    return trace_.events[from - 1].goroutine != trace_.events[to - 1].goroutine;
  }
  static std::uint64_t flow_of(std::uint32_t from, std::uint32_t to) {
    return std::uint64_t{from} << 32 | to;
  }

  static ProtoMessage started(Type type, std::uint64_t uuid) {
    ProtoMessage event;
    event.number(slice::type, type);
    event.number(slice::track, uuid);
    return event;
  }

  void put(std::uint64_t at_ns, const ProtoMessage& event) {
    ProtoMessage one;
    one.number(packet::timestamp, at_ns);
    one.number(packet::sequence, 1);
    one.message(packet::event, event);
    put(one);
  }

  void put(const ProtoMessage& one) {
    ProtoMessage entry;
    entry.message(packet::in_trace, one);
    out_ << entry.bytes();
  }

  const Trace& trace_;
  const Graph graph_;
  std::ostream& out_;
  std::uint64_t end_ns_;
  bool first_ = true;
};

}  // namespace

void write_perfetto(const Trace& trace, std::ostream& out) { PerfettoWriter(trace, out).write(); }

}  // namespace heddle::trace
