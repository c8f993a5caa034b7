#pragma once

#include <cstdint>

namespace heddle::fuzz {

// Fuzzes each scenario of the catalogue in a process of its own (this program, with --scenario),
// as many at once as there are processors, for its share of the seconds or for so many runs,
// whichever is less (0: no limit), and then the repaired twins with what is left. Prints a line for
// each. Each input that finds something is run again in a fresh process. Returns 0 when each
// scenario has shown what it expects, again too, and no twin has shown anything; else 1.
// The files go to `folder`, which ends in a slash; 3 when it cannot be written to.
int fuzz_all_scenarios(const char* program, const char* folder, double seconds, std::uint64_t runs);

}  // namespace heddle::fuzz
