#pragma once

#include <string_view>

// What a terminal is sent to change how text looks.
namespace heddle::report::colour {

inline constexpr std::string_view red = "\033[1;31m";
inline constexpr std::string_view bold = "\033[1m";
inline constexpr std::string_view plain = "\033[0m";

}  // namespace heddle::report::colour
