// How places in the code are told.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding.h>

#include <sstream>
#include <string>

#include "engine/sanitizer.h"
#include "instrument/plain_programs.h"

namespace heddle::test {
namespace {

// On one line: reports are wrapped.
std::string in_one_line(const Report& report) {
  std::ostringstream out;
  out << report;
  std::string joined;
  for (const char c : out.str()) {
    const char shown = c == '\n' ? ' ' : c;
    if (shown != ' ' || !joined.ends_with(' ')) joined += shown;
  }
  return joined;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Places, AreUnknownWithoutDebugInformation) {
  const std::string text = in_one_line(explore(lost_without_lines, {.seed = 7}));
  EXPECT_TRUE(says(text,
                   "nothing orders the write at an unknown place (no debug information) "
                   "before the"))
      << text;
  EXPECT_FALSE(says(text, " at ;") || says(text, " at before")) << text;
}

TEST(Places, AGlobalOfCKeepsItsName) {
  const std::string text = in_one_line(explore(lost_without_lines, {.seed = 7}));
#ifdef HEDDLE_ASAN
  // There only debug information names a global.
  EXPECT_TRUE(says(text, "on 4 bytes of memory ")) << text;
#else
  EXPECT_TRUE(says(text, "of the global n ")) << text;
#endif
}

// What is found with the caller's address has the same file as what the compiler gives.
TEST(Places, FilesHaveTheNameTheCompilerWasGiven) {
  const std::string text = in_one_line(explore(lost_between_locks, {.seed = 7}));
  EXPECT_TRUE(says(text, "between relative_programs.cpp:")) << text;
  EXPECT_TRUE(says(text, "[running] at relative_programs.cpp:")) << text;
  EXPECT_FALSE(says(text, "/relative_programs.cpp")) << text;
}

// The goroutine's latest operation is known by its address only. (With AddressSanitizer it is one
// of asan_atomics.h, and the program's line is that of the caller.)
TEST(Places, AHangInInstrumentedCode) {
  const Report report = explore(
      spins_after_an_atomic, {.runs = 1, .seed = 7, .isolate = true, .run_timeout_seconds = 0.5});
  ASSERT_TRUE(report.found(Kind::hang)) << report;
  EXPECT_TRUE(says(in_one_line(report), "tests/instrument/atomic_programs.cpp:")) << report;
}

}  // namespace
}  // namespace heddle::test
