#pragma once

// The way back through what a view has shown: one place for each zoom. Zooms that follow each other
// closely, as notches of a wheel do, are one; moving without zooming is none.

#include <cstdint>
#include <optional>
#include <vector>

namespace heddle::viewer {

class ZoomTrail {
 public:
  struct Stretch {
    double first = 0;
    double last = 0;
    [[nodiscard]] double span() const { return last - first; }
  };

  // What the view shows now. The time is of any clock that does not go back.
  void shown(const Stretch& now, std::int64_t at_ms);
  // What it showed before the latest zoom that was not taken back; nothing: there was none.
  std::optional<Stretch> back();

 private:
  std::optional<Stretch> now_;
  std::vector<Stretch> past_;
  std::int64_t zoomed_ms_ = 0;
  bool closes_ = true;  // the next zoom is one of its own however soon it comes
};

}  // namespace heddle::viewer
