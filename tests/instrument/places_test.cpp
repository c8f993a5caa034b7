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
  EXPECT_TRUE(says(text, "on 4 bytes of the global n ")) << text;
}

// No file is mapped where a program has nothing but zeros.
TEST(Places, AGlobalAmongManyZerosHasItsName) {
  const std::string text = in_one_line(explore(far_into_a_table, {.seed = 7}));
  EXPECT_TRUE(says(text, "on 1 byte of the global heddle::test::wide_table+1048576 ")) << text;
}

// Beside AddressSanitizer calls are not known, and locals lie where it has put them.
#ifndef HEDDLE_ASAN
TEST(Places, ALocalHasItsName) {
  const std::string text = in_one_line(explore(lost_in_a_caller, {.seed = 7}));
  EXPECT_TRUE(says(text, "on 4 bytes of the local counter (tests/instrument/local_programs.cpp:"))
      << text;
  EXPECT_TRUE(says(text, "), on the stack of G1 ")) << text;
}

TEST(Places, AParameterAndAPartOfALocalHaveTheirNames) {
  EXPECT_TRUE(says(in_one_line(explore([] { lost_in_a_parameter(7); }, {.seed = 7})),
                   "of the local number (tests/instrument/local_programs.cpp:"));
  EXPECT_TRUE(says(in_one_line(explore(lost_in_a_pair, {.seed = 7})),
                   "of the local both+4 (tests/instrument/local_programs.cpp:"));
}

// Compilers differ in what they call a lambda, and in how they call one.
TEST(Places, NoLambdaHasANameOfTheCompilers) {
  const std::string text = in_one_line(explore(race_under_locks, {.seed = 7}));
  EXPECT_TRUE(says(text, "called at tests/instrument/memory_programs.cpp:")) << text;
  for (const char* word : {"$_", "lambda", "operator()", "_FUN", "__invoke"}) {
    EXPECT_FALSE(says(text, word)) << text;
  }
}
#endif

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
