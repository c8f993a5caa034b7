#pragma once

// What the writer and the reader of schedule texts have in common. docs/schedules.md has the
// grammar.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/decision.h"

namespace heddle::strategy::grammar {

inline constexpr std::string_view version = "h1";
inline constexpr char separator = ':';
inline constexpr std::size_t checksum_digits = 8;
inline constexpr std::size_t check_digits = 2;
inline constexpr std::uint32_t check_mask = 0xff;
inline constexpr std::size_t check_interval_steps = 8;
inline constexpr char clock = '+';
inline constexpr std::string_view no_check = "--";
inline constexpr std::string_view hex = "0123456789abcdef";

// What stands before the value of a step, by kind of decision. A goroutine has nothing.
inline constexpr char marks[engine::decision_kind_count] = {'\0', '=', '%', ',',
                                                            '-',  '/', '^', '_'};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// The digits of numbers that stand beside run lengths: base 26, upper case for all but the last.
inline constexpr std::uint32_t word_base = 26;

// In a scenario's name these stand for themselves; other bytes are written %XX.
constexpr bool is_plain_in_name(char c) noexcept {
  return is_digit(c) || is_lower(c) || is_upper(c) || c == '_' || c == '-' || c == '.' || c == '/';
}

// Everything a text may consist of. None of these means anything to a shell inside a word.
constexpr bool is_allowed(char c) noexcept {
  return is_plain_in_name(c) || std::string_view(":%+,=^").find(c) != std::string_view::npos;
}

// Whether the text keeps the check of step `i` of `count`.
constexpr bool keeps_check(std::size_t i, std::size_t count) noexcept {
  return i % check_interval_steps == check_interval_steps - 1 || i + 1 == count;
}

}  // namespace heddle::strategy::grammar
