#pragma once

// A program for each kind of finding that neither the built-in catalogue nor tests/racy shows. Some
// end their process: explore them isolated.

#include <heddle/scenario.h>

#include <span>

namespace heddle::mutation {

std::span<const Scenario* const> one_of_each();

}  // namespace heddle::mutation
