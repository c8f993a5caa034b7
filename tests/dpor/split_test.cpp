// The parts of a search show together what it shows in one piece, and no two show the same.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "dpor/exploration.h"
#include "dpor/generated.h"
#include "dpor/oracles.h"
#include "strategy/dfs.h"
#include "strategy/dpor.h"
#include "strategy/splitting.h"

namespace heddle::dpor_test {
namespace {

using strategy::Splittable;
using strategy::Splitting;

constexpr std::uint64_t schedules_most = 60'000;

std::unique_ptr<Splitting> splitting(const std::string& what) {
  std::unique_ptr<Splittable> search;
  if (what == "dfs") {
    search = std::make_unique<strategy::Dfs>(-1);
  } else {
    search = std::make_unique<strategy::Dpor>(-1, false);
  }
  return std::make_unique<Splitting>(std::move(search));
}

void add(Exploration& sum, const Exploration& part) {
  sum.runs += part.runs;
  sum.cut += part.cut;
  sum.classes += part.classes;
  sum.redundant += part.redundant;
  sum.exhaustive = sum.exhaustive && part.exhaustive;
  sum.ended = sum.ended && part.ended;
  sum.kinds.insert(part.kinds.begin(), part.kinds.end());
  for (const auto& [hash, count] : part.seen) sum.seen[hash] += count;
  for (const auto& [hash, count] : part.classes_of_runs) sum.classes_of_runs[hash] += count;
}

// What the parts with numbers index, index + of, ... show. Redundant runs show what others show.
Exploration shard(Explorer& explorer, const std::string& what, std::size_t index, std::size_t of,
                  std::uint64_t runs_most, const std::function<std::uint64_t()>& look = {},
                  std::uint32_t early = 1) {
  const auto rehearsal = splitting(what);
  rehearsal->resume(rehearsal->rehearsal());
  explorer.explore(*rehearsal, runs_most, {}, early);
  Exploration all;
  all.ended = all.exhaustive = true;
  for (std::size_t part = index; part < rehearsal->parts(); part += of) {
    const auto one = splitting(what);
    one->resume(rehearsal->part(part));
    add(all, explorer.explore(*one, runs_most, look, early));
    EXPECT_FALSE(one->is_mistaken());
  }
  return all;
}

void expect_sum(const std::vector<Oracle>& oracles, bool several) {
  for (const Oracle& oracle : oracles) {
    Explorer explorer(oracle.body);
    for (std::size_t of = several ? 1 : 4; of <= (several ? 5 : 4); ++of) {
      Exploration sum;
      sum.ended = sum.exhaustive = true;
      std::uint64_t most = 0;
      for (std::size_t index = 0; index < of; ++index) {
        const Exploration one = shard(explorer, "dpor", index, of, 4 * oracle.classes + 1000);
        most = std::max(most, one.runs);
        add(sum, one);
      }
      EXPECT_EQ(sum.classes, oracle.classes) << oracle.name << " in " << of;
      EXPECT_TRUE(sum.ended && sum.exhaustive) << oracle.name << " in " << of;
      // Where nearly all is independent, splitting is dear.
      const bool dear = oracle.name.starts_with("lastzero");
      EXPECT_LE(sum.redundant, dear ? 2 * oracle.classes : oracle.classes / 4 + 16)
          << oracle.name << " in " << of;
      if (of == 4) {
        std::printf("%s: %llu classes, %llu redundant runs, most in a shard %llu\n",
                    oracle.name.c_str(), static_cast<unsigned long long>(sum.classes),
                    static_cast<unsigned long long>(sum.redundant),
                    static_cast<unsigned long long>(most));
      }
    }
  }
}

std::set<std::uint64_t> keys(const std::map<std::uint64_t, std::uint64_t>& map) {
  std::set<std::uint64_t> all;
  for (const auto& [key, count] : map) all.insert(key);
  return all;
}

struct Group {
  const char* name;
  unsigned parts;
  std::uint32_t goroutines;
  std::uint32_t operations;
  std::uint32_t early = 0;
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Group& group, std::ostream* out) { *out << group.name; }

class SplitGenerated : public testing::TestWithParam<Group> {
 protected:
  static constexpr std::uint64_t programs = 30;
  static std::uint64_t programs_now() {
    const char* more = std::getenv("HEDDLE_TEST_TIMES");
    return programs * (more == nullptr ? 1 : static_cast<std::uint64_t>(std::atoi(more)));
  }
};

// A finding that ends a run hides what others would have done, in one part this and in another
// that.
bool ends_runs(const std::set<trace::Kind>& kinds) {
  return std::any_of(kinds.begin(), kinds.end(), [](trace::Kind kind) {
    return kind != trace::Kind::leak && kind != trace::Kind::deadlock;
  });
}

TEST_P(SplitGenerated, shards_are_the_whole) {
  const Group& group = GetParam();
  std::uint64_t compared = 0;
  std::uint64_t classes = 0;
  std::uint64_t redundant = 0;
  const char* only = std::getenv("HEDDLE_TEST_SEED");
  for (std::uint64_t seed = only ? static_cast<std::uint64_t>(std::atoi(only)) : 1;
       seed <= programs_now() && !HasFailure(); ++seed) {
    Generated program(seed, group.parts, group.goroutines, group.operations);
    Explorer explorer([&program] { program(); });
    const auto look = [&] { return program.outcome(); };
    for (const char* what : {"dpor", "dfs"}) {
      const Exploration whole = explorer.explore(what, schedules_most, look, group.early);
      if (!whole.ended) continue;
      const bool exact = !ends_runs(whole.kinds);
      for (std::size_t of = 1; of <= 5; ++of) {
        Exploration sum;
        sum.ended = sum.exhaustive = true;
        for (std::size_t index = 0; index < of; ++index) {
          add(sum, shard(explorer, what, index, of, 20 * whole.runs + 1000, look, group.early));
        }
        const std::string where = std::string(what) + " in " + std::to_string(of) + ", seed " +
                                  std::to_string(seed) + ": " + program.text();
        EXPECT_EQ(sum.ended, whole.ended) << where;
        EXPECT_EQ(sum.exhaustive, whole.exhaustive) << where;
        EXPECT_EQ(sum.kinds, whole.kinds) << where;
        if (exact) {
          EXPECT_EQ(keys(sum.seen), keys(whole.seen)) << where;
          EXPECT_EQ(keys(sum.classes_of_runs), keys(whole.classes_of_runs)) << where;
        }
        if (what == std::string("dfs")) {
          EXPECT_EQ(sum.runs, whole.runs) << where;
          EXPECT_EQ(sum.cut, whole.cut) << where;
          EXPECT_EQ(sum.classes_of_runs, whole.classes_of_runs) << where;
        } else if (exact) {
          EXPECT_EQ(sum.classes, whole.classes) << where;
        }
        if (of != 1 || what == std::string("dfs")) continue;
        ++compared;
        classes += whole.classes;
        redundant += sum.redundant - std::min(sum.redundant, whole.redundant);
      }
      if (HasFailure()) break;
    }
  }
  EXPECT_GT(compared, programs / 2);
  std::printf("%s: %llu programs, %llu classes, %llu more redundant runs\n", group.name,
              static_cast<unsigned long long>(compared), static_cast<unsigned long long>(classes),
              static_cast<unsigned long long>(redundant));
}

using namespace part;
INSTANTIATE_TEST_SUITE_P(
    generated, SplitGenerated,
    testing::Values(Group{"atomics", atomics, 3, 3}, Group{"locks", locks | tries, 3, 2},
                    Group{"rwmutex", rw | tries, 3, 2},
                    Group{"channels", channels | tries | closes | atomics, 3, 2},
                    Group{"selects", channels | selects | closes, 3, 2},
                    Group{"groups", groups | atomics, 3, 2}, Group{"conds", conds | atomics, 3, 2},
                    Group{"values", values | atomics | channels, 2, 3},
                    Group{"spawns", spawns | atomics | channels, 2, 3},
                    Group{"census", census | spawns | atomics, 2, 2},
                    Group{"contexts", contexts | channels | atomics, 3, 2},
                    Group{"clock", clock | atomics | channels, 2, 3},
                    Group{"clock_early", clock | atomics | channels, 2, 3, 1},
                    Group{"everything",
                          locks | rw | channels | selects | atomics | groups | conds | onces |
                              values | closes | tries | contexts,
                          3, 2}),
    [](const testing::TestParamInfo<Group>& group) { return group.param.name; });

TEST(Split, litmus) { expect_sum(litmus_oracles(), true); }
TEST(Split, small) { expect_sum(small_oracles(), true); }
TEST(Split, large) { expect_sum(large_oracles(), false); }

}  // namespace
}  // namespace heddle::dpor_test
