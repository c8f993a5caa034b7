#pragma once

// The hunted: small programs with one bug each, to measure strategies by.
//
// Shared state is Atomic, so that no data race gives the bug away: what counts is the program's own
// check, or that it gets stuck. The default order of goroutines shows none of the bugs, and a
// random walk seldom does. Many are our own tellings of well-known small programs (the SCTBench
// collection, the examples of the papers on systematic testing), on Heddle's primitives.

#include <heddle/scenario.h>

#include <span>

namespace heddle::hunt {

struct Quarry {
  const char* name;
  // How many constraints "this operation of one goroutine before that one of another" bring the bug
  // about: the d of probabilistic concurrency testing.
  unsigned depth;
  Kind shows;
  const char* story;
  void (*body)();
};

std::span<const Quarry> orders();
std::span<const Quarry> atomicity();
std::span<const Quarry> publications();
std::span<const Quarry> structures();
std::span<const Quarry> stuck();
std::span<const Quarry> channels();

// All of them, by folder and then as they stand there.
std::span<const Quarry> catalogue();

}  // namespace heddle::hunt
