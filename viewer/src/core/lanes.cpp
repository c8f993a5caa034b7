#include "core/lanes.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>
#include <utility>

namespace heddle::viewer {
namespace {

int designed_px(LaneKind kind) {
  switch (kind) {
    case LaneKind::clock: return 24;
    case LaneKind::goroutine: return 38;
    case LaneKind::channel:
    case LaneKind::lock: return 40;
    case LaneKind::other: return 28;
  }
  return 28;
}

std::string lower(std::string text) {
  for (char& letter : text) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return text;
}

std::string file_and_line(const trace::Site& site) {
  const std::string text = trace::short_text(site);
  const std::size_t slash = text.rfind('/');
  return slash == std::string::npos ? text : text.substr(slash + 1);
}

}  // namespace

Lanes::Lanes(const History& history) {
  const trace::Trace& trace = history.trace();
  for (std::uint32_t i = 1; i <= history.goroutines(); ++i) {
    lanes_.push_back({LaneKind::goroutine, i, trace::label(trace, i),
                      file_and_line(trace::site_of(trace, trace.goroutines[i - 1].made_at))});
  }
  for (const LaneKind kind : {LaneKind::channel, LaneKind::lock, LaneKind::other}) {
    for (std::uint32_t i = 1; i <= trace.objects.size(); ++i) {
      const LaneKind its = history.channel(i) != nullptr ? LaneKind::channel
                           : history.lock(i) != nullptr  ? LaneKind::lock
                                                         : LaneKind::other;
      if (its != kind) continue;
      lanes_.push_back({kind, i, trace::object_name(trace, i),
                        file_and_line(trace::site_of(trace, trace.objects[i - 1].made_at))});
    }
  }
  if (!history.events_of(0).empty()) lanes_.push_back({LaneKind::clock, 0, "clock", ""});
  place();
}

void Lanes::place() {
  placed_.clear();
  goroutine_place_.assign(lanes_.size() + 2, 0);
  object_place_.assign(lanes_.size() + 2, 0);
  height_px_ = 0;
  for (const bool pinned : {true, false}) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const Lane& lane = lanes_[i];
      if (lane.pinned != pinned || lane.hidden || (!lane.matches && !lane.pinned)) continue;
      const int height = static_cast<int>(std::lround(designed_px(lane.kind) * scale_));
      placed_.push_back({i, height_px_, height});
      height_px_ += height;
      const bool goroutine = lane.kind == LaneKind::goroutine || lane.kind == LaneKind::clock;
      auto& places = goroutine ? goroutine_place_ : object_place_;
      if (lane.ordinal >= places.size()) places.resize(lane.ordinal + 1);
      places[lane.ordinal] = static_cast<std::uint32_t>(placed_.size());
    }
    if (pinned) pinned_px_ = height_px_;
  }
}

std::optional<PlacedLane> Lanes::find(bool object, std::uint32_t ordinal) const {
  const auto& places = object ? object_place_ : goroutine_place_;
  if (ordinal >= places.size() || places[ordinal] == 0) return std::nullopt;
  return placed_[places[ordinal] - 1];
}

std::optional<PlacedLane> Lanes::of_goroutine(std::uint32_t ordinal) const {
  return find(false, ordinal);
}

std::optional<PlacedLane> Lanes::of_object(std::uint32_t ordinal) const {
  return ordinal == 0 ? std::nullopt : find(true, ordinal);
}

std::size_t Lanes::hidden_count() const {
  return static_cast<std::size_t>(
      std::count_if(lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.hidden; }));
}

void Lanes::set_filter(const std::string& text) {
  const std::string wanted = lower(text);
  for (Lane& lane : lanes_) {
    lane.matches = wanted.empty() || lower(lane.title).find(wanted) != std::string::npos ||
                   lower(lane.place).find(wanted) != std::string::npos;
  }
  place();
}

void Lanes::set_hidden(std::size_t index, bool hidden) {
  lanes_[index].hidden = hidden;
  place();
}

void Lanes::set_pinned(std::size_t index, bool pinned) {
  lanes_[index].pinned = pinned;
  place();
}

void Lanes::set_kind_hidden(LaneKind kind, bool hidden) {
  for (Lane& lane : lanes_) {
    if (lane.kind == kind) lane.hidden = hidden;
  }
  place();
}

void Lanes::show_all() {
  for (Lane& lane : lanes_) lane.hidden = false;
  place();
}

void Lanes::move(std::size_t index, int by) {
  const auto seen = [this](std::size_t i) { return !lanes_[i].hidden && lanes_[i].matches; };
  while (by != 0) {
    const int direction = by > 0 ? 1 : -1;
    auto to = static_cast<std::ptrdiff_t>(index);
    do {
      to += direction;
    } while (to >= 0 && to < static_cast<std::ptrdiff_t>(lanes_.size()) &&
             !seen(static_cast<std::size_t>(to)));
    if (to < 0 || to >= static_cast<std::ptrdiff_t>(lanes_.size())) break;
    std::swap(lanes_[index], lanes_[static_cast<std::size_t>(to)]);
    index = static_cast<std::size_t>(to);
    by -= direction;
  }
  place();
}

void Lanes::set_scale(double scale) {
  scale_ = std::clamp(scale, 0.5, 3.0);
  place();
}

}  // namespace heddle::viewer
