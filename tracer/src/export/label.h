#pragma once

// How exports name what they show.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::trace {

// Valid UTF-8 on one line: a control character becomes a space, a byte that is no UTF-8 U+FFFD.
std::string clean_text(std::string_view text);

// "G2 worker", "channel 3", cleaned.
std::string goroutine_label(const Trace& trace, std::uint32_t ordinal);
std::string object_label(const Trace& trace, std::uint32_t ordinal);

// "chan-send channel 3", "go G2 worker", "log \"ready\"", "select waits".
std::string operation_label(const Trace& trace, const Event& event);

// "worker.cpp:12", without folders; empty when the site has no line.
std::string place_label(const Trace& trace, std::uint32_t site);

// One of the two values of an event, when it has a meaning.
struct NamedValue {
  std::string_view name;
  std::uint64_t bits = 0;
  bool negative = false;  // to be read as a signed number
};
std::optional<NamedValue> first_value(const Event& event);
std::optional<NamedValue> second_value(const Event& event);

// The event at which a finding was made, or the last one.
std::uint32_t event_of(const Trace& trace, const Finding& finding);

}  // namespace heddle::trace
