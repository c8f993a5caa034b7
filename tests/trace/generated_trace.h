#pragma once

// Traces of no program: every field takes every kind of value, and edges come from anywhere before.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <string>

namespace heddle::trace::test {

struct Shape {
  std::uint64_t seed = 1;
  std::uint32_t events = 100;
  std::uint32_t goroutines = 4;
};

// SplitMix64.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint32_t below(std::uint64_t n) { return static_cast<std::uint32_t>(next() % n); }

 private:
  std::uint64_t state_;
};

inline std::string odd_text(Numbers& numbers) {
  static const std::string texts[] = {
      "",          "worker", "a \"b\" \\ c", "zwei\nZeilen", "tab\there", "\xc3\xa9t\xc3\xa9",
      "#1 = x, y", "none"};
  return texts[numbers.below(std::size(texts))];
}

inline Trace generated_trace(const Shape& shape) {
  Numbers numbers(shape.seed);
  Trace trace;
  trace.scenario = "generated/" + std::to_string(shape.seed);
  trace.fixed = numbers.below(2) == 1;
  trace.strategy = "pct:depth=3";
  trace.seed = numbers.next();
  trace.run = numbers.next();
  trace.early = numbers.below(3);
  trace.schedule = "h1:" + odd_text(numbers);
  trace.cut = odd_text(numbers);
  trace.prefix = numbers.below(2) == 1;
  for (unsigned i = 0; i < 7; ++i) {
    trace.sites.push_back(
        {"a" + odd_text(numbers) + ".cpp", numbers.below(100'000), odd_text(numbers)});
  }
  for (std::uint32_t i = 0; i < shape.goroutines; ++i) {
    TracedGoroutine goroutine;
    goroutine.creator = numbers.below(i + 1);
    goroutine.child_index = numbers.below(9);
    goroutine.made_at = numbers.below(8);
    goroutine.name = odd_text(numbers);
    goroutine.state = static_cast<State>(numbers.below(state_count));
    goroutine.pending = static_cast<OpKind>(numbers.below(op_kind_count));
    goroutine.pending_at = numbers.below(8);
    for (unsigned k = numbers.below(3); k > 0; --k) {
      goroutine.waits_for.push_back(1 + numbers.below(6));
    }
    trace.goroutines.push_back(std::move(goroutine));
  }
  for (unsigned i = 0; i < 6; ++i) {
    trace.objects.push_back({numbers.next(), odd_text(numbers), numbers.below(8),
                             numbers.below(shape.goroutines + 1), numbers.below(5)});
  }
  for (unsigned i = 0; i < 5; ++i) trace.texts.push_back(odd_text(numbers));
  for (unsigned i = numbers.below(50); i > 0; --i) {
    trace.decisions.push_back({static_cast<DecisionKind>(numbers.below(decision_kind_count)),
                               numbers.below(1000), static_cast<std::uint32_t>(numbers.next())});
  }
  for (std::uint32_t number = 1; number <= shape.events; ++number) {
    Event event;
    event.number = number;
    event.goroutine = numbers.below(shape.goroutines + 1);
    event.object = numbers.below(7);
    event.site = numbers.below(8);
    event.kind = static_cast<OpKind>(numbers.below(op_kind_count));
    event.waits = numbers.below(5) == 0;
    if (numbers.below(2) == 0) event.value_a = numbers.next() >> numbers.below(64);
    if (numbers.below(3) == 0) event.value_b = numbers.next() >> numbers.below(64);
    if (event.kind == OpKind::log) event.value_a = numbers.below(6);
    if (event.kind == OpKind::spawn) event.value_a = numbers.below(shape.goroutines + 1);
    event.edges = static_cast<std::uint32_t>(trace.edges.size());
    if (number > 1 && numbers.below(3) == 0) {
      event.edge_count = static_cast<std::uint16_t>(1 + numbers.below(3));
      if (numbers.below(40) == 0) event.edge_count = 40;
      for (unsigned i = 0; i < event.edge_count; ++i) {
        trace.edges.push_back(1 + numbers.below(number - 1));
      }
    }
    trace.events.push_back(event);
  }
  for (unsigned i = numbers.below(3); i > 0; --i) {
    Finding finding;
    finding.kind = static_cast<Kind>(numbers.below(kind_count));
    finding.message = odd_text(numbers);
    finding.step = numbers.below(100);
    finding.sites.push_back(trace.sites[0]);
    finding.notes.push_back(odd_text(numbers));
    trace.findings.push_back(std::move(finding));
  }
  return trace;
}

}  // namespace heddle::trace::test
