#pragma once

// What differs between two runs of one scenario: aligned by who does what for the how-manieth time,
// not by when. Runs of the same happens-before class do not differ.
//
// Events are the same when goroutine identity (the path of creations, "0.2.1"), the goroutine's own
// count, operation and object identity are. From a goroutine's first event on that is not the same,
// its events belong to one run alone.

#include <heddle/trace/graph.h>
#include <heddle/trace/trace.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::trace {

// Two operations on one object that came in one order in run A and in the other in run B, and
// whose order makes a difference.
struct TurnedPair {
  std::uint32_t first_a = 0, second_a = 0;  // events of A, in A's order
  std::uint32_t first_b = 0, second_b = 0;  // the same two in B, in B's order
};

// Where a goroutine did something else than in the other run, or went further.
struct Parting {
  std::string goroutine;       // identity; "" is the clock
  std::uint32_t a = 0, b = 0;  // first events that are not the same; 0: it had ended there
};

struct Diff {
  // By event of A, from 1: the same event of B; 0: there is none. And the other way round.
  std::vector<std::uint32_t> in_b;
  std::vector<std::uint32_t> in_a;
  std::vector<TurnedPair> turned;  // in the order of A
  std::vector<Parting> partings;   // the earliest first
  // The first event of A, and of B, at which the runs go apart in the order that matters; 0: none.
  std::uint32_t first_a = 0;
  std::uint32_t first_b = 0;

  [[nodiscard]] bool same() const noexcept { return turned.empty() && partings.empty(); }
};

Diff diff_of(const Trace& a, const Trace& b);

// As lines: first differences, pairs in another order, goroutines that went another way.
std::string text_of(const Diff& diff, const Trace& a, const Trace& b);

}  // namespace heddle::trace
