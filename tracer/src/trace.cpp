#include "heddle/trace/trace.h"

#include <array>

namespace heddle::trace {
namespace {

// "20ms", "1.5s", "2h30m": exact, in the units of Go.
std::string duration_text(std::uint64_t duration_ns) {
  struct Unit {
    std::string_view word;
    std::uint64_t ns;
  };
  constexpr std::uint64_t second_ns = 1'000'000'000;
  constexpr std::array<Unit, 2> long_units = {{{"h", 3600 * second_ns}, {"m", 60 * second_ns}}};
  constexpr std::array<Unit, 4> units = {
      {{"s", second_ns}, {"ms", 1'000'000}, {"us", 1000}, {"ns", 1}}};
  std::string text;
  std::uint64_t left = duration_ns;
  for (const Unit& unit : long_units) {
    if (left >= unit.ns) text += std::to_string(left / unit.ns) + std::string(unit.word);
    left %= unit.ns;
  }
  if (left == 0) return text.empty() ? "0s" : text;
  // A number of hours or minutes is followed by seconds, however few.
  const auto* unit = units.begin();
  while (text.empty() && left < unit->ns) ++unit;
  text += std::to_string(left / unit->ns);
  if (const std::uint64_t rest = left % unit->ns; rest != 0) {
    std::string digits = std::to_string(unit->ns + rest);
    digits.resize(digits.find_last_not_of('0') + 1);
    text += '.' + digits.substr(1);
  }
  return text + std::string(unit->word);
}

// "time=20ms", "delta=-1"; empty for a value without a name.
std::string value_text(std::string_view name, std::uint64_t value) {
  if (name.empty()) return {};
  constexpr std::string_view of_time = "_ns";
  if (name.ends_with(of_time)) {
    name.remove_suffix(of_time.size());
    return std::string(name) + "=" + duration_text(value);
  }
  // Counters and deltas go below zero.
  const auto as_signed = static_cast<std::int64_t>(value);
  const bool negative = as_signed < 0 && as_signed > -1'000'000'000;
  return std::string(name) + "=" + (negative ? std::to_string(as_signed) : std::to_string(value));
}

}  // namespace

std::string_view word(DecisionKind kind) noexcept {
  constexpr std::array<std::string_view, decision_kind_count> words = {
      "goroutine", "select-case", "timer",         "waiter",
      "choice",    "random-low",  "random-middle", "random-high"};
  return words[static_cast<unsigned>(kind)];
}

const Site& site_of(const Trace& trace, std::uint32_t index) noexcept {
  static const Site none;
  return index == 0 || index > trace.sites.size() ? none : trace.sites[index - 1];
}

std::string identity_path(const Trace& trace, std::uint32_t ordinal) {
  if (ordinal == 0 || ordinal > trace.goroutines.size()) return {};
  std::string path;
  while (true) {
    const TracedGoroutine& goroutine = trace.goroutines[ordinal - 1];
    if (goroutine.creator == 0) {
      // The clock starts goroutines too (after_func).
      return (goroutine.child_index <= 1 ? "0" : "c" + std::to_string(goroutine.child_index)) +
             path;
    }
    path = "." + std::to_string(goroutine.child_index) + path;
    ordinal = goroutine.creator;
  }
}

std::string label(const Trace& trace, std::uint32_t ordinal) {
  if (ordinal == 0) return "clock";
  std::string text = "G" + std::to_string(ordinal);
  if (ordinal <= trace.goroutines.size() && !trace.goroutines[ordinal - 1].name.empty()) {
    text += " " + trace.goroutines[ordinal - 1].name;
  }
  return text;
}

std::string object_name(const Trace& trace, std::uint32_t ordinal) {
  if (ordinal == 0 || ordinal > trace.objects.size()) return {};
  return trace.objects[ordinal - 1].type + " " + std::to_string(ordinal);
}

std::string values_text(const Event& event) {
  const OpInfo& row = info(event.kind);
  std::string text = value_text(row.value_a, event.value_a);
  const std::string second = value_text(row.value_b, event.value_b);
  if (!text.empty() && !second.empty()) text += ' ';
  return text + second;
}

Involved involved(const Trace& trace, std::uint32_t ordinal) {
  Involved out;
  out.ordinal = ordinal;
  if (ordinal == 0 || ordinal > trace.goroutines.size()) return out;
  const TracedGoroutine& goroutine = trace.goroutines[ordinal - 1];
  out.identity = identity_path(trace, ordinal);
  out.name = goroutine.name;
  out.state = goroutine.state == State::parked || goroutine.state == State::disabled
                  ? std::string(info(goroutine.pending).waiting)
                  : std::string(word(goroutine.state));
  out.site = site_of(trace, goroutine.pending_at);
  out.creator = goroutine.creator;
  out.created_at = site_of(trace, goroutine.made_at);
  return out;
}

}  // namespace heddle::trace
