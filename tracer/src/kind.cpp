#include "heddle/trace/kind.h"

#include <array>

namespace heddle::trace {
namespace {

constexpr std::array<std::string_view, kind_count> words = {
    "panic",
    "check-failed",
    "crash",
    "stack-overflow",
    "hang",
    "out-of-memory",
    "deadlock",
    "partial-deadlock",
    "leak",
    "livelock",
    "step-limit",
    "limit",
    "data-race",
    "channel-race",
    "waitgroup-misuse",
    "double-close",
    "close-nil",
    "send-on-closed",
    "negative-waitgroup",
    "unlock-unlocked",
    "lock-held-at-exit",
    "lock-order",
    "lost-wakeup",
    "context-leak",
    "dead-stack",
    "nondeterminism",
};

static_assert(words.back() == "nondeterminism");

}  // namespace

std::string_view word(Kind kind) noexcept { return words[static_cast<unsigned>(kind)]; }

std::optional<Kind> kind_of(std::string_view word) noexcept {
  for (unsigned i = 0; i < kind_count; ++i) {
    if (words[i] == word) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

}  // namespace heddle::trace
