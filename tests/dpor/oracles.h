#pragma once

// Programs whose number of happens-before classes is known: from a formula, or from what model
// checkers report for them under sequential consistency. Where the original spins, these assume.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace heddle::dpor_test {

struct Oracle {
  std::string name;
  std::uint64_t classes;
  std::function<void()> body;
};

std::vector<Oracle> litmus_oracles();  // two to four goroutines, one or two operations each
std::vector<Oracle> small_oracles();   // up to 10,000 classes
std::vector<Oracle> large_oracles();   // more

void readers(int n);
// A lock-free stack of indices (after Vyukov's SafeStack, which is none) of which three goroutines
// take one each and give it back, twice. Two own the same one only in a run with several
// preemptions.
void safe_stack();

}  // namespace heddle::dpor_test
