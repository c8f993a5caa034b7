#include "core/viewport.h"

#include <algorithm>

namespace heddle::viewer {
namespace {

constexpr double smallest_span = 4;
// A step is never wider than this.
constexpr double widest_step_px = 140;

}  // namespace

void Viewport::settle(double first, double span) {
  const double whole = steps_ + 1;
  const double smallest = std::max(smallest_span, width_px_ / widest_step_px);
  span = std::clamp(span, std::min(smallest, std::max(whole, smallest)), std::max(whole, smallest));
  first = std::clamp(first, 0.0, std::max(0.0, whole - span));
  first_ = first;
  last_ = first + span;
}

void Viewport::set_steps(std::uint32_t steps) {
  steps_ = steps;
  show_all();
}

void Viewport::set_width(double width_px) {
  const bool all = span() >= steps_ + 1;
  width_px_ = std::max(1.0, width_px);
  settle(first_, all ? steps_ + 1 : span());
}

void Viewport::zoom(double factor, double x) {
  const double at = step_at(x);
  const double span = this->span() / factor;
  settle(at - (at - first_) * span / this->span(), span);
  // The borders may have been in the way of one end; keep the place where it was if it can be.
  settle(at - x / px_per_step(), this->span());
}

void Viewport::pan(double px) { settle(first_ + px / px_per_step(), span()); }

void Viewport::show_all() { settle(0, steps_ + 1); }

void Viewport::show(double first, double last) {
  const double room = std::max(1.0, (last - first) * 0.1);
  const double span = std::max(smallest_span, last - first + 1 + 2 * room);
  settle(first - room, span);
  if (this->span() > span) settle((first + last + 1 - this->span()) / 2, this->span());
}

bool Viewport::make_visible(double place) {
  const double room = std::min(1.0, span() / 10);
  if (place - room >= first_ && place + 1 + room <= last_) return false;
  const double before = first_;
  if (place - room < first_) {
    settle(place - span() / 4, span());
  } else {
    settle(place - span() * 3 / 4, span());
  }
  return first_ != before;
}

}  // namespace heddle::viewer
