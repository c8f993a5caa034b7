#pragma once

#include <heddle/scenario.h>

#include <initializer_list>
#include <span>

namespace heddle {

// The command line, as `heddle --help` tells, for the given scenarios. Returns the exit status:
// 0 nothing found, 1 findings, 2 wrong usage, 3 the tool itself failed or the result is not green.
int main(int argc, char** argv, std::span<const Scenario* const> scenarios);
int main(int argc, char** argv, std::initializer_list<const Scenario*> scenarios);

}  // namespace heddle
