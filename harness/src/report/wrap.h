#pragma once

#include <string>
#include <string_view>

namespace heddle::report {

// Lines are at most this wide, unless a single word is wider.
inline constexpr std::size_t page_columns = 80;

// The text broken at spaces. The first line begins with `first`, the others with `indent` spaces.
// Ends with a line feed.
std::string wrap(std::string_view first, std::string_view text, std::size_t indent);

}  // namespace heddle::report
