#include "heddle/trace/trace.h"

#include <array>

namespace heddle::trace {

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
