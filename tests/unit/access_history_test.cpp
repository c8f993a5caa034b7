// The race check on one location, against the definition: two accesses race when one is a write and
// neither happens before the other.

#include <gtest/gtest.h>

#include <vector>

#include "detect/access_history.h"
#include "engine/rng.h"

namespace heddle::detect {
namespace {

using engine::Arena;
using engine::Epoch;
using engine::Rng;
using engine::VectorClock;

constexpr std::uint32_t goroutines = 4;

struct Step {
  std::uint32_t who;
  bool writes;
};

// Random programs of accesses and hand-overs; at each access FastTrack's answer is compared with
// all earlier accesses.
TEST(AccessHistory, agrees_with_the_definition) {
  int races = 0;
  int clean = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    Rng rng(seed);
    Arena arena;
    std::vector<VectorClock> clocks(goroutines);
    for (std::uint32_t g = 0; g < goroutines; ++g) clocks[g].set(g, 1, arena);
    AccessHistory history;
    struct Seen {
      Epoch epoch;
      bool writes;
    };
    std::vector<Seen> seen;
    for (int i = 0; i < 12; ++i) {
      const std::uint32_t who = rng.below(goroutines);
      if (rng.below(3) == 0) {
        const std::uint32_t from = rng.below(goroutines);
        if (from == who) continue;
        clocks[who].join(clocks[from], arena);
        clocks[from].tick(from);
        continue;
      }
      const bool writes = rng.below(2) == 0;
      const Epoch now{who, clocks[who][who]};
      bool expected = false;
      for (const Seen& earlier : seen) {
        if ((writes || earlier.writes) && !clocks[who].knows(earlier.epoch)) expected = true;
      }
      const Here at = Here::current();
      const Access* racing =
          writes ? history.write(clocks[who], now, at) : history.read(clocks[who], now, at, arena);
      if (racing != nullptr) {
        EXPECT_TRUE(expected) << "a false alarm, seed " << seed << " step " << i;
        EXPECT_FALSE(clocks[who].knows(racing->epoch)) << "an ordered access was blamed";
        EXPECT_TRUE(writes || racing->is_write);
      }
      // What is reported first is exact; later accesses to a location that has raced may be
      // shadowed by the race, so stop at the first.
      EXPECT_EQ(racing != nullptr, expected) << "seed " << seed << " step " << i;
      if (expected || racing != nullptr) {
        ++races;
        break;
      }
      seen.push_back({now, writes});
      if (i == 11) ++clean;
    }
  }
  EXPECT_GT(races, 1000);
  EXPECT_GT(clean, 100);
}

TEST(AccessHistory, says_where_the_other_access_was) {
  Arena arena;
  VectorClock one;
  VectorClock two;
  one.set(0, 1, arena);
  two.set(1, 1, arena);
  AccessHistory history;
  const Here first{"a.cpp", "f", 10};
  const Here second{"b.cpp", "g", 20};
  EXPECT_EQ(history.write(one, {0, 1}, first), nullptr);
  const Access* racing = history.read(two, {1, 1}, second, arena);
  ASSERT_NE(racing, nullptr);
  EXPECT_EQ(racing->at.line, 10u);
  EXPECT_TRUE(racing->is_write);
}

TEST(VectorClock, a_clock_that_grows_keeps_what_it_knew) {
  Arena arena;
  VectorClock clock;
  for (std::uint32_t slot = 0; slot < 1000; ++slot) clock.set(slot, slot + 1, arena);
  for (std::uint32_t slot = 0; slot < 1000; ++slot) EXPECT_EQ(clock[slot], slot + 1);
  EXPECT_EQ(clock[1000], 0u);
  VectorClock copy;
  copy.assign(clock, arena);
  EXPECT_TRUE(copy.within(clock));
  clock.tick(5);
  EXPECT_TRUE(copy.within(clock));
  EXPECT_FALSE(clock.within(copy));
}

}  // namespace
}  // namespace heddle::detect
