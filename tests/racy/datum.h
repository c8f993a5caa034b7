#pragma once

// The datum that these programs race on.

#include <heddle/var.h>

namespace heddle::racy {

// One number, twice: `checked` is seen by the race detector in every build, `plain` where the
// program itself is compiled with race checks. Both are accessed on one line, so that the line is
// the same in both.
struct Datum {
  Var<int> checked{0};
  int plain = 0;
};

// Keeps the compiler from leaving out the read of its argument, which happens in the caller's line.
inline void use(int number) { asm volatile("" : : "r"(number)); }

}  // namespace heddle::racy
