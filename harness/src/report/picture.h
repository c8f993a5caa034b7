#pragma once

#include <heddle/trace/finding.h>

#include <string>

namespace heddle::report {

// Who waits for whom, a line each; a ring of goroutines is closed at the left:
//
//   who waits for whom
//     +-> G1 main --waits to lock--> mutex 2 <--locked by-- G2 worker
//     +-- G2 worker --waits to lock--> mutex 1 <--locked by-- G1 main
//   certain since step 9: nobody who could still run had a way to wake them
//
// Empty when nothing is known.
std::string picture_of(const trace::Finding& finding);

}  // namespace heddle::report
