#pragma once

// Measures of the timeline, in pixels.

namespace heddle::viewer::measures {

inline constexpr int label_px = 150;
inline constexpr int minimap_px = 34;
inline constexpr int ruler_px = 22;
inline constexpr int head_px = minimap_px + ruler_px;
inline constexpr int scroll_px = 12;

}  // namespace heddle::viewer::measures
