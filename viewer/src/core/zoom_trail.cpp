#include "core/zoom_trail.h"

#include <cmath>

namespace heddle::viewer {
namespace {

constexpr std::int64_t one_zoom_ms = 400;
constexpr std::size_t kept_most = 256;

}  // namespace

void ZoomTrail::shown(const Stretch& now, std::int64_t at_ms) {
  const bool zoomed = now_ && std::abs(now.span() - now_->span()) > now.span() * 1e-9;
  if (zoomed) {
    if (closes_ || at_ms - zoomed_ms_ > one_zoom_ms) past_.push_back(*now_);
    if (past_.size() > kept_most) past_.erase(past_.begin());
    closes_ = false;
    zoomed_ms_ = at_ms;
  }
  now_ = now;
}

std::optional<ZoomTrail::Stretch> ZoomTrail::back() {
  if (past_.empty()) return {};
  now_ = past_.back();
  past_.pop_back();
  closes_ = true;
  return now_;
}

}  // namespace heddle::viewer
