#pragma once

// The built-in scenarios: one bug or one pattern a file, each bug with its repaired twin.
// `heddle check` expects every body to show exactly the kinds it names, and every twin to show
// none.

#include <heddle/scenario.h>

#include <span>

namespace heddle::scenarios {

// All of them, sorted by name.
std::span<const Scenario* const> catalogue();

}  // namespace heddle::scenarios
