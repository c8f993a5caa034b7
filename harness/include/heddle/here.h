#pragma once

#include <cstdint>

namespace heddle {

// A place in the user's code. Every call that can block or be observed ends with a parameter
//
//     Here at = Here::current()
//
// so that findings and traces name the caller's line. The strings are literals of the program.
//
// std::source_location would say the same, but is wrong or missing in clang before 16.
struct Here {
  const char* file = "";      // as __FILE__ would say it
  const char* function = "";  // its name without parameters
  std::uint32_t line = 0;     // from 1; 0: no place
  // Always 0. Without it g++ writes four bytes and copies eight, padding included, for each call of
  // a primitive; the processor has to wait until the four are written, longer than for a switch.
  std::uint32_t filler = 0;

  // Where this is evaluated: as a default argument, the line of the call.
  static constexpr Here current(const char* file = __builtin_FILE(),
                                const char* function = __builtin_FUNCTION(),
                                std::uint32_t line = __builtin_LINE()) noexcept {
    return Here{file, function, line};
  }
};

namespace detail {

// Copies member by member. A place arrives as three stores on the caller's stack; reading them back
// with one wide load, as a plain copy of the structure does, has to wait until all are written.
// That was a quarter of the time of a checked access.
constexpr void assign(Here& to, const Here& from) noexcept {
  to.file = from.file;
  to.function = from.function;
  to.line = from.line;
}

}  // namespace detail

}  // namespace heddle
