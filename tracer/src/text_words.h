#pragma once

// The words of a line of the text form.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "heddle/trace/op.h"

namespace heddle::trace {

inline constexpr std::string_view text_head = "heddle-trace-text 1";

std::string in_quotes(std::string_view text);

// A word: `key=value`, or a value alone. What was in quotes is as it was before.
struct Word {
  std::string key;
  std::string value;
  bool quoted = false;
};

// Throws WrongValue.
std::vector<Word> words_of(std::string_view line);

// Under which names the values of an event of this kind stand.
struct ValueNames {
  std::string_view a;
  std::string_view b;
};

constexpr ValueNames value_names(const OpInfo& about) noexcept {
  return {about.value_a.empty() ? "a" : about.value_a, about.value_b.empty() ? "b" : about.value_b};
}

}  // namespace heddle::trace
