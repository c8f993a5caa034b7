#include <heddle/trace/export.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "export/history.h"
#include "export/label.h"

namespace heddle::trace {
namespace {

// Measures of the drawing, in pixels.
constexpr std::size_t lane_height = 40;
constexpr std::size_t box_height = 20;
constexpr std::size_t box_width_least = 28;
constexpr std::size_t digit_width = 7;
constexpr std::size_t between_boxes = 8;
constexpr std::size_t gap_width = 22;  // in the place of events that are not drawn
constexpr std::size_t edge_of_all = 10;
constexpr std::size_t room_at_end = 36;  // where those wait who wait for ever
constexpr std::size_t letter_width = 8;
constexpr std::size_t name_letters = 18;

constexpr std::size_t lock_lanes_most = 12;

std::string html_text(std::string_view text) {
  std::string out;
  for (const char letter : clean_text(text)) {
    if (letter == '&')
      out += "&amp;";
    else if (letter == '<')
      out += "&lt;";
    else if (letter == '>')
      out += "&gt;";
    else if (letter == '"')
      out += "&quot;";
    else
      out += letter;
  }
  return out;
}

// Cut between characters, not inside of one.
std::string shortened(const std::string& text) {
  if (text.size() <= name_letters) return text;
  std::size_t end = name_letters - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return text.substr(0, end) + "\xe2\x80\xa6";
}

bool has(const std::vector<std::uint32_t>& sorted, std::uint32_t number) {
  return std::binary_search(sorted.begin(), sorted.end(), number);
}

void sort_once(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// What lies in one lane.
struct Lane {
  std::string name;
  std::uint32_t goroutine = 0;  // of a lane of events
  std::uint32_t object = 0;     // of a lock's lane; 0: a lane of events
  std::uint32_t readers = 0;    // which of the lanes of one lock
};

class TimelineWriter {
 public:
  TimelineWriter(const Trace& trace, const Graph& graph, const DotOptions& options,
                 std::ostream& out)
      : trace_(trace),
        graph_(graph),
        shown_(options.events),
        guilty_(options.guilty),
        missing_(options.missing),
        out_(out),
        holds_(holds_of(trace)) {}

  void write() {
    place_events();
    choose_lanes();
    const std::string height = " height=\"" + std::to_string(lanes_.size() * lane_height) + "\"";
    std::size_t letters = 0;
    for (const Lane& lane : lanes_) letters = std::max(letters, lane.name.size());
    const std::size_t names_width = (std::min(letters, name_letters) + 1) * letter_width;
    out_ << "<div class=\"timeline\">\n<svg class=\"names\" width=\"" << names_width << '"'
         << height << ">\n";
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const std::string& name = lanes_[i].name;
      out_ << "<text x=\"0\" y=\"" << middle_of(i) + 4 << "\"><title>" << html_text(name)
           << "</title>" << html_text(shortened(name)) << "</text>\n";
    }
    out_ << "</svg>\n<div class=\"lanes\"><svg width=\"" << width_ << '"' << height
         << " role=\"img\" aria-label=\"Timeline of the run\">\n";
    write_gaps();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (lanes_[i].object == 0) {
        write_life(i);
      } else {
        write_holds(i);
      }
    }
    write_waits();
    write_edges();
    for (const std::uint32_t number : shown_) write_event(trace_.events[number - 1]);
    out_ << "</svg></div>\n</div>\n";
  }

 private:
  // Every event that is drawn has a place of its own; the others share a gap.
  void place_events() {
    const std::size_t digits = std::to_string(shown_.back()).size();
    box_width_ = std::max(box_width_least, (digits + 1) * digit_width);
    std::size_t x = edge_of_all;
    std::uint32_t last = 0;
    for (const std::uint32_t number : shown_) {
      if (number != last + 1) {
        gaps_.push_back({x + gap_width / 2 - between_boxes / 2, last + 1, number - 1});
        x += gap_width;
      }
      places_.push_back(x + box_width_ / 2);
      x += box_width_ + between_boxes;
      last = number;
    }
    if (last < trace_.events.size()) {
      const auto end = static_cast<std::uint32_t>(trace_.events.size());
      gaps_.push_back({x + gap_width / 2 - between_boxes / 2, last + 1, end});
      x += gap_width;
    }
    width_ = x + room_at_end;
  }

  void choose_lanes() {
    std::vector<std::uint32_t> goroutines;
    std::vector<std::uint32_t> objects;
    for (const std::uint32_t number : shown_) {
      goroutines.push_back(trace_.events[number - 1].goroutine);
      objects.push_back(trace_.events[number - 1].object);
    }
    sort_once(goroutines);
    for (const std::uint32_t ordinal : goroutines) {
      lanes_.push_back({.name = goroutine_label(trace_, ordinal), .goroutine = ordinal});
      if (ordinal == 0) continue;
      const auto& wanted = trace_.goroutines[ordinal - 1].waits_for;
      objects.insert(objects.end(), wanted.begin(), wanted.end());
    }
    sort_once(objects);
    std::vector<Lane> locks;
    for (const HoldSpan& hold : holds_) {
      const bool drawn = std::any_of(locks.begin(), locks.end(), [&hold](const Lane& lane) {
        return lane.object == hold.object && lane.readers == hold.lane;
      });
      if (drawn || !has(objects, hold.object) || begin_of(hold.from) == end_of(hold.to)) continue;
      locks.push_back(
          {.name = object_label(trace_, hold.object), .object = hold.object, .readers = hold.lane});
    }
    std::sort(locks.begin(), locks.end(), [](const Lane& a, const Lane& b) {
      return a.object != b.object ? a.object < b.object : a.readers < b.readers;
    });
    locks.resize(std::min(locks.size(), lock_lanes_most));
    lanes_.insert(lanes_.end(), locks.begin(), locks.end());
  }

  static std::size_t middle_of(std::size_t lane) { return lane * lane_height + lane_height / 2; }

  [[nodiscard]] std::size_t lane_of(std::uint32_t goroutine) const {
    const auto found = std::find_if(lanes_.begin(), lanes_.end(), [goroutine](const Lane& lane) {
      return lane.object == 0 && lane.goroutine == goroutine;
    });
    return static_cast<std::size_t>(found - lanes_.begin());
  }

  // Where an event is, or the first one drawn after it.
  [[nodiscard]] std::size_t begin_of(std::uint32_t event) const {
    const auto found = std::lower_bound(shown_.begin(), shown_.end(), event);
    if (found == shown_.end()) return width_ - room_at_end;
    return places_[static_cast<std::size_t>(found - shown_.begin())];
  }

  // The same of what ends there; 0: it never does.
  [[nodiscard]] std::size_t end_of(std::uint32_t event) const {
    return event == 0 ? width_ : begin_of(event);
  }

  void write_gaps() {
    const std::size_t bottom = lanes_.size() * lane_height;
    for (const Gap& gap : gaps_) {
      out_ << "<line class=\"gap\" x1=\"" << gap.x << "\" y1=\"0\" x2=\"" << gap.x << "\" y2=\""
           << bottom << "\"><title>events " << gap.first << " to " << gap.last
           << " are not drawn</title></line>\n";
    }
  }

  // From its first event to its last; one that has not ended goes on.
  void write_life(std::size_t lane) {
    const std::uint32_t ordinal = lanes_[lane].goroutine;
    const auto events = graph_.events_of(ordinal);
    if (ordinal == 0 || events.empty()) return;
    const bool ended = trace_.goroutines[ordinal - 1].state == State::done;
    out_ << "<line class=\"life\" x1=\"" << begin_of(events.front()) << "\" x2=\""
         << (ended ? begin_of(events.back()) : width_) << "\" y1=\"" << middle_of(lane)
         << "\" y2=\"" << middle_of(lane) << "\"/>\n";
  }

  void write_bar(std::string_view kind, std::size_t lane, std::size_t from, std::size_t to,
                 const std::string& title) {
    if (to <= from) return;
    out_ << "<rect class=\"" << kind << "\" x=\"" << from << "\" y=\"" << middle_of(lane) - 6
         << "\" width=\"" << to - from << "\" height=\"12\"><title>" << html_text(title)
         << "</title></rect>\n";
  }

  void write_waits() {
    for (const WaitSpan& wait : waits_of(trace_)) {
      const std::size_t lane = lane_of(wait.goroutine);
      if (lane == lanes_.size()) continue;
      const std::string title = goroutine_label(trace_, wait.goroutine) +
                                " waits: " + std::string(info(wait.kind).waiting) +
                                (wait.to == 0 ? ", until the end" : "");
      write_bar(wait.to == 0 ? "wait for-ever" : "wait", lane, begin_of(wait.from), end_of(wait.to),
                title);
    }
  }

  void write_holds(std::size_t lane) {
    for (const HoldSpan& hold : holds_) {
      if (hold.object != lanes_[lane].object || hold.lane != lanes_[lane].readers) continue;
      const std::size_t from = begin_of(hold.from);
      const std::size_t to = end_of(hold.to);
      if (to <= from) continue;
      const std::string who = goroutine_label(trace_, hold.goroutine);
      const std::string how = hold.shared ? " reads under " : " holds ";
      write_bar("hold", lane, from, to, who + how + lanes_[lane].name);
      out_ << "<text class=\"holder\" x=\"" << from + 4 << "\" y=\"" << middle_of(lane) + 4
           << "\">G" << hold.goroutine << "</text>\n";
    }
  }

  // From below or above an event to the side of the other that faces it.
  void write_edge(const GraphEdge& edge, std::string_view kind, const std::string& title) {
    const std::size_t from_lane = lane_of(trace_.events[edge.from - 1].goroutine);
    const std::size_t to_lane = lane_of(trace_.events[edge.to - 1].goroutine);
    const bool down = to_lane > from_lane;
    const std::size_t from_y = middle_of(from_lane);
    const std::size_t to_y = middle_of(to_lane);
    constexpr std::size_t half = box_height / 2;
    const std::size_t y1 = down ? from_y + half : from_y - half;
    const std::size_t y2 = down ? to_y - half : to_y + half;
    const std::size_t bend = down ? y1 + (y2 - y1) / 2 : y2 + (y1 - y2) / 2;
    out_ << "<path class=\"" << kind << "\" marker-end=\"url(#heddle-arrow)\" d=\"M"
         << begin_of(edge.from) << ' ' << y1 << "C" << begin_of(edge.from) << ' ' << bend << ' '
         << begin_of(edge.to) << ' ' << bend << ' ' << begin_of(edge.to) << ' ' << y2
         << "\"><title>" << html_text(title) << "</title></path>\n";
  }

  void write_edges() {
    for (const GraphEdge& edge : graph_.reduced(shown_)) {
      const auto& from = trace_.events[edge.from - 1];
      const auto& to = trace_.events[edge.to - 1];
      if (edge.program_order || from.goroutine == to.goroutine) continue;
      const auto sources = graph_.sources(edge.to);
      const bool direct = std::find(sources.begin(), sources.end(), edge.from) != sources.end();
      const std::string numbers = std::to_string(edge.from) + " before " + std::to_string(edge.to);
      write_edge(edge, direct ? "order" : "order far",
                 direct ? numbers + ": " + std::string(rule_of(trace_, edge.from, edge.to))
                        : numbers + ", through events that are not drawn");
    }
    for (const GraphEdge& edge : missing_) {
      if (!has(shown_, edge.from) || !has(shown_, edge.to)) continue;
      if (trace_.events[edge.from - 1].goroutine == trace_.events[edge.to - 1].goroutine) continue;
      write_edge(edge, "order missing", "nothing orders these");
    }
  }

  void write_event(const Event& event) {
    const std::size_t x = begin_of(event.number);
    const std::size_t y = middle_of(lane_of(event.goroutine));
    std::string title = std::to_string(event.number) + "  " + operation_label(trace_, event);
    const std::string place = place_label(trace_, event.site);
    if (!place.empty()) title += " (" + place + ")";
    const bool guilty = std::find(guilty_.begin(), guilty_.end(), event.number) != guilty_.end();
    out_ << "<g class=\"event"
         << (guilty        ? " guilty"
             : event.waits ? " waits"
                           : "")
         << "\"><title>" << html_text(title) << "</title><rect x=\"" << x - box_width_ / 2
         << "\" y=\"" << y - box_height / 2 << "\" width=\"" << box_width_ << "\" height=\""
         << box_height << "\" rx=\"4\"/><text x=\"" << x << "\" y=\"" << y + 4 << "\">"
         << event.number << "</text></g>\n";
  }

  struct Gap {
    std::size_t x = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };

  const Trace& trace_;
  const Graph& graph_;
  const std::vector<std::uint32_t>& shown_;
  const std::vector<std::uint32_t>& guilty_;
  const std::vector<GraphEdge>& missing_;
  std::ostream& out_;
  std::vector<HoldSpan> holds_;
  std::vector<std::size_t> places_;  // the middle of each event that is drawn
  std::vector<Gap> gaps_;
  std::vector<Lane> lanes_;
  std::size_t box_width_ = 0;
  std::size_t width_ = 0;
};

}  // namespace

void write_timeline(const Trace& trace, const Graph& graph, const DotOptions& options,
                    std::ostream& out) {
  if (!options.events.empty()) TimelineWriter(trace, graph, options, out).write();
}

}  // namespace heddle::trace
