#pragma once

// A program of tests/detect/examples, what it prints (tests/golden/reports) and where both are
// shown (docs/detection.md). With HEDDLE_UPDATE=1 the reports are written anew.

#include <heddle/scenario.h>

#include <iosfwd>

namespace heddle {

struct Example {
  const Scenario& scenario;
  const char* strategy = "random";
  int early = -1;
  bool isolate = false;  // the finding kills its process, or a process with a past matters
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Example& example, std::ostream* out);

void expect_as_written(const Example& example);
// What the documentation shows is what is compiled and what is printed.
void expect_documented(const Example& example);

}  // namespace heddle
