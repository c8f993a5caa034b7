// dpor sees each class of the programs of known size exactly once.

#include <gtest/gtest.h>

#include "dpor/exploration.h"
#include "dpor/oracles.h"

namespace heddle::dpor_test {
namespace {

void expect_exactly(const std::vector<Oracle>& oracles) {
  for (const Oracle& oracle : oracles) {
    Explorer explorer(oracle.body);
    const Exploration seen = explorer.explore("dpor", 2 * oracle.classes + 1000);
    EXPECT_EQ(seen.classes, oracle.classes) << oracle.name;
    EXPECT_EQ(seen.redundant, 0u) << oracle.name;
    EXPECT_TRUE(seen.ended && seen.exhaustive) << oracle.name;
    EXPECT_TRUE(seen.kinds.empty()) << oracle.name;
  }
}

TEST(Oracles, litmus) { expect_exactly(litmus_oracles()); }
TEST(Oracles, small) { expect_exactly(small_oracles()); }
TEST(Oracles, large) { expect_exactly(large_oracles()); }

}  // namespace
}  // namespace heddle::dpor_test
