// The detectors on traces written by hand (tests/golden/detect): what they find, and where they
// must not be tempted. With HEDDLE_UPDATE=1 the expected part of each file is written anew.

#include "detect/written_trace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "detect/saved.h"

namespace heddle::detect {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(HEDDLE_GOLDEN_DIR) / "detect";

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    all.push_back(entry.path().stem().string());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string found_in(const trace::Trace& trace) {
  std::string text;
  for (const trace::Finding& finding : findings_of(trace, trace.findings)) text += written(finding);
  return text.empty() ? "nothing\n" : text;
}

class WrittenTraces : public testing::TestWithParam<std::string> {};

TEST_P(WrittenTraces, show_what_is_expected) {
  const fs::path path = folder / (GetParam() + ".txt");
  const WrittenTrace read = read_written(text_of(path));
  const std::string found = found_in(read.trace);
  if (std::getenv("HEDDLE_UPDATE") != nullptr) std::ofstream(path) << read.input << found;
  EXPECT_EQ(found, read_written(text_of(path)).expected);
}

INSTANTIATE_TEST_SUITE_P(golden, WrittenTraces, testing::ValuesIn(names()),
                         [](const auto& tested) { return tested.param; });

TEST(WrittenTrace, is_read_as_written) {
  const WrittenTrace read = read_written(
      "mutex A a.cpp:1\nG1 go G2 worker a.cpp:2\nrepeat 2\nx: G2 lock A a.cpp:3\ndone\n"
      "G1 try-lock A a=1 b=A a.cpp:4 after x\nG1 stuck lock A a.cpp:5\nengine leak: why\n---\n");
  const trace::Trace& trace = read.trace;
  ASSERT_EQ(trace.events.size(), 5u);
  EXPECT_EQ(trace.events[1].kind, trace::OpKind::start);
  ASSERT_EQ(trace.events[1].edge_count, 1);
  EXPECT_EQ(trace.edges[trace.events[1].edges], 1u);
  EXPECT_EQ(trace.events[3].edge_count, 0);
  EXPECT_EQ(trace.edges[trace.events[4].edges], 4u);
  EXPECT_EQ(trace.events[4].value_b, 1u);
  EXPECT_EQ(trace.goroutines[1].name, "worker");
  EXPECT_EQ(trace.goroutines[1].state, State::done);
  EXPECT_EQ(trace.goroutines[0].state, State::parked);
  ASSERT_EQ(trace.findings.size(), 1u);
  EXPECT_EQ(trace.findings[0].goroutines.size(), 1u);
  EXPECT_THROW(read_written("G1 dance a.cpp:1\n---\n"), std::runtime_error);
  EXPECT_THROW(read_written("G2 lock A a.cpp:1\n---\n"), std::runtime_error);
  EXPECT_THROW(read_written("G1 lock A a.cpp:1\n"), std::runtime_error);
}

}  // namespace
}  // namespace heddle::detect
