// The harness does not report itself.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding.h>

#include "instrument/self_programs.h"

namespace heddle::test {
namespace {

TEST(Self, NoRaceIsOurOwn) {
  for (const char* strategy :
       {"random", "pct:depth=3", "portfolio", "rfc", "surw", "pos", "dfs", "round-robin"}) {
    for (const bool memory : {false, true}) {
      const Report report = explore(
          everything, {.strategy = strategy, .runs = 30, .seed = 3, .preempt_memory = memory});
      EXPECT_TRUE(report.findings().empty()) << report;
    }
  }
}

TEST(Self, AFindingIsMadeWithoutOne) {
  const Report report = explore(leaves_a_goroutine, {.runs = 50, .seed = 3, .keep_going = true});
  ASSERT_FALSE(report.findings().empty());
  for (const trace::Finding& finding : report.findings()) {
    EXPECT_EQ(finding.kind, Kind::leak) << report;
  }
}

}  // namespace
}  // namespace heddle::test
