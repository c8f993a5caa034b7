#pragma once

// Which steps of a run a view of some width shows. Step s takes the place from s to s + 1, so a run
// of n steps reaches from 0 (before everything) to n + 1.

#include <cstdint>

namespace heddle::viewer {

class Viewport {
 public:
  void set_steps(std::uint32_t steps);
  void set_width(double width_px);

  [[nodiscard]] double first() const { return first_; }
  [[nodiscard]] double last() const { return last_; }
  [[nodiscard]] double span() const { return last_ - first_; }
  [[nodiscard]] double steps() const { return steps_; }
  [[nodiscard]] double px_per_step() const { return width_px_ / span(); }
  [[nodiscard]] double x_of(double step) const { return (step - first_) * px_per_step(); }
  [[nodiscard]] double step_at(double x) const { return first_ + x / px_per_step(); }

  // A factor above 1 shows less, larger. What is at x stays there.
  void zoom(double factor, double x);
  void pan(double px);
  void show_all();
  // Shows these places with some room at both sides.
  void show(double first, double last);
  // Exactly these places, as far as it can.
  void show_again(double first, double last) { settle(first, last - first); }
  // Moves as little as it takes to see this place; false when it was seen.
  bool make_visible(double place);

 private:
  void settle(double first, double span);

  double steps_ = 1;
  double width_px_ = 1000;
  double first_ = 0;
  double last_ = 1;
};

}  // namespace heddle::viewer
