#include <heddle/check.h>

#include <string>

#include "engine/run.h"

namespace heddle {

using engine::DecisionKind;
using engine::Goroutine;
using engine::OpKind;
using engine::Run;

void check(bool condition, std::string_view what, Here at) {
  if (condition) [[likely]] {
    return;
  }
  Run::here(at).stop(Kind::check_failed, "check failed: " + std::string(what), at);
}

void assume(bool condition, Here at) {
  if (condition) return;
  Run::here(at).fail_assumption();
}

namespace {

// Choosing and logging touch nothing that others can see, so there is no place for a preemption.
void note(Run& run, Goroutine& me, OpKind kind, Here at, std::uint64_t a, std::uint64_t b) {
  if (run.recorder() == nullptr) return;
  run.recorder()->event(me.ordinal, kind, nullptr, at, a, b, false);
}

}  // namespace

void log(std::string_view text, Here at) {
  Run& run = Run::here(at);
  if (run.recorder() != nullptr) run.recorder()->note_text(text);
  note(run, run.me(), OpKind::log, at, 0, 0);
}

std::uint64_t choose(std::uint64_t n, Here at) {
  Run& run = Run::here(at);
  if (n == 0) panic("choose: there must be something to choose from", at);
  if (n > engine::decision_value_max) panic("choose: at most 2^28 - 1 values", at);
  const std::uint64_t value = run.choose(DecisionKind::choice, static_cast<std::uint32_t>(n));
  note(run, run.me(), OpKind::choose, at, value, n);
  return value;
}

std::uint64_t random_u64(Here at) {
  Run& run = Run::here(at);
  const std::uint64_t value = run.random_bits();
  note(run, run.me(), OpKind::choose, at, value, 0);
  return value;
}

}  // namespace heddle
