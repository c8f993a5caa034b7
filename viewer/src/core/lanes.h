#pragma once

// The lanes of a timeline: which there are, in which order, which are seen, and how high they are.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/history.h"

namespace heddle::viewer {

enum class LaneKind : std::uint8_t { clock, goroutine, channel, lock, other };

struct Lane {
  LaneKind kind = LaneKind::goroutine;
  std::uint32_t ordinal = 0;  // of the goroutine or object
  std::string title;          // "G2 worker", "channel 3"
  std::string place;          // where it was made: "lost_result.cpp:15"
  bool hidden = false;
  bool pinned = false;
  bool matches = true;  // the filter
};

struct PlacedLane {
  std::size_t index = 0;  // in Lanes::all()
  int y_px = 0;           // pinned: from the top of the view; others: of the scrolled area
  int height_px = 0;
};

class Lanes {
 public:
  explicit Lanes(const History& history);

  [[nodiscard]] const std::vector<Lane>& all() const { return lanes_; }
  // What is seen, pinned lanes first; positions without scrolling.
  [[nodiscard]] const std::vector<PlacedLane>& placed() const { return placed_; }
  [[nodiscard]] int height_px() const { return height_px_; }
  [[nodiscard]] int pinned_px() const { return pinned_px_; }
  // The lane of a goroutine (or clock), of an object; none when it is hidden.
  [[nodiscard]] std::optional<PlacedLane> of_goroutine(std::uint32_t ordinal) const;
  [[nodiscard]] std::optional<PlacedLane> of_object(std::uint32_t ordinal) const;
  [[nodiscard]] std::size_t hidden_count() const;

  // Only lanes whose title or place contains the text, in any case; empty: all.
  void set_filter(const std::string& text);
  void set_hidden(std::size_t index, bool hidden);
  void set_pinned(std::size_t index, bool pinned);
  // Only this kind of lanes is shown or hidden as a whole.
  void set_kind_hidden(LaneKind kind, bool hidden);
  void show_all();
  // By so many visible places, down when positive.
  void move(std::size_t index, int by);
  // 1 is as designed; 0.5 to 3.
  void set_scale(double scale);
  [[nodiscard]] double scale() const { return scale_; }

 private:
  void place();
  [[nodiscard]] std::optional<PlacedLane> find(bool object, std::uint32_t ordinal) const;

  std::vector<Lane> lanes_;
  std::vector<PlacedLane> placed_;
  std::vector<std::uint32_t> goroutine_place_;  // index in placed_ plus 1; 0: not seen
  std::vector<std::uint32_t> object_place_;
  int height_px_ = 0;
  int pinned_px_ = 0;
  double scale_ = 1;
};

}  // namespace heddle::viewer
