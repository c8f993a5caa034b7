#include "export/label.h"

#include <algorithm>

namespace heddle::trace {
namespace {

// Bytes of the UTF-8 character that begins here; 0: none does.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < bytes) return 0;
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies beyond Unicode.
  const unsigned second = byte(1);
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  // The two that no XML document may hold.
  if (text.substr(0, 2) == "\xef\xbf" && byte(2) >= 0xbe) return 0;
  return bytes;
}

std::optional<NamedValue> named(std::string_view name, std::uint64_t bits) {
  if (name.empty()) return std::nullopt;
  // Counters, deltas and the index of a default case go below zero.
  const auto as_signed = static_cast<std::int64_t>(bits);
  return NamedValue{name, bits, as_signed < 0 && as_signed > -1'000'000'000};
}

}  // namespace

std::string clean_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t bytes = character_bytes(text);
    if (bytes == 0) {
      out += "\xef\xbf\xbd";
      bytes = 1;
    } else if (bytes == 1 && (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7f)) {
      out += ' ';
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string goroutine_label(const Trace& trace, std::uint32_t ordinal) {
  return clean_text(label(trace, ordinal));
}

std::string object_label(const Trace& trace, std::uint32_t ordinal) {
  return clean_text(object_name(trace, ordinal));
}

std::string operation_label(const Trace& trace, const Event& event) {
  std::string out(info(event.kind).name);
  if (event.kind == OpKind::log && event.value_a != 0) {
    out += " \"" + clean_text(trace.texts[event.value_a - 1]) + "\"";
  } else if (event.kind == OpKind::spawn) {
    out += " " + goroutine_label(trace, static_cast<std::uint32_t>(event.value_a));
  }
  if (event.object != 0) out += " " + object_label(trace, event.object);
  if (event.waits) out += " waits";
  return out;
}

std::string place_label(const Trace& trace, std::uint32_t site) {
  const Site& place = site_of(trace, site);
  if (place.line == 0) return {};
  const std::string text = short_text(place);
  const std::size_t slash = text.rfind('/');
  return clean_text(slash == std::string::npos ? text : text.substr(slash + 1));
}

std::optional<NamedValue> first_value(const Event& event) {
  return event.waits ? std::nullopt : named(info(event.kind).value_a, event.value_a);
}

std::optional<NamedValue> second_value(const Event& event) {
  return event.waits ? std::nullopt : named(info(event.kind).value_b, event.value_b);
}

std::uint32_t event_of(const Trace& trace, const Finding& finding) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(finding.step, trace.events.size()));
}

}  // namespace heddle::trace
