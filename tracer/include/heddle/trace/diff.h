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
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle::trace {

// Two operations on one object that came in one order in run A and in the other in run B, and
// whose order makes a difference.
struct TurnedPair {
  std::uint32_t first_a = 0;   // the event of A that came first there
  std::uint32_t second_a = 0;  // and the one that came second
  std::uint32_t first_b = 0;   // in B: the event that is the same as `second_a`
  std::uint32_t second_b = 0;  // and the one that is the same as `first_a`
};

// Where a goroutine did something else than in the other run, or went further.
struct Parting {
  std::string goroutine;  // identity; "" is the clock
  std::uint32_t a = 0;    // its first event of A that is not the same in B; 0: it had ended there
  std::uint32_t b = 0;    // the same in B
};

// What diff_of() says of two runs, called A and B.
struct Diff {
  // By event of A, from 1: the same event of B; 0: there is none.
  std::vector<std::uint32_t> in_b;
  // By event of B, from 1: the same event of A; 0: there is none.
  std::vector<std::uint32_t> in_a;
  std::vector<TurnedPair> turned;  // in the order of A
  std::vector<Parting> partings;   // the earliest first
  // The first event of A, and of B, at which the runs go apart in the order that matters; 0: none.
  std::uint32_t first_a = 0;
  // The same of B.
  std::uint32_t first_b = 0;

  // Whether the runs belong to one happens-before class.
  [[nodiscard]] bool same() const noexcept { return turned.empty() && partings.empty(); }
};

// Both must be runs of the same scenario, or hardly anything will be the same.
Diff diff_of(const Trace& a, const Trace& b);

// The same of runs so long that somebody may not want to wait: nothing when `go_on`, which is asked
// now and then, has said no.
std::optional<Diff> diff_of(const Trace& a, const Trace& b, const std::function<bool()>& go_on);

// As lines: first differences, pairs in another order, goroutines that went another way.
std::string text_of(const Diff& diff, const Trace& a, const Trace& b);

}  // namespace heddle::trace
