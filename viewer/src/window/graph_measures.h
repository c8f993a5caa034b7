#pragma once

// Measures of the graph before zooming, in pixels.

namespace heddle::viewer::graph_measures {

inline constexpr double node_width = 160;
inline constexpr double node_height = 30;
inline constexpr double column_pitch = 210;
inline constexpr double row_pitch = 48;
inline constexpr double head = 34;
inline constexpr double margin = 24;
inline constexpr double inch_px = 84;
inline constexpr double scale_min = 0.12;
inline constexpr double scale_max = 3;
// Smaller boxes carry no words.
inline constexpr double words_scale_min = 0.5;

}  // namespace heddle::viewer::graph_measures
