// The parts of a search show together what it shows in one piece, and no two show the same.

#include <gtest/gtest.h>

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
        const Exploration one =
            shard(explorer, "dpor", index, of, 4 * oracle.classes + 1000);
        most = std::max(most, one.runs);
        add(sum, one);
      }
      EXPECT_EQ(sum.classes, oracle.classes) << oracle.name << " in " << of;
      EXPECT_TRUE(sum.ended && sum.exhaustive) << oracle.name << " in " << of;
      EXPECT_LE(sum.redundant, oracle.classes / 4 + 16) << oracle.name << " in " << of;
      if (of == 4) {
        std::printf("%s: %llu classes, %llu redundant runs, most in a shard %llu\n",
                    oracle.name.c_str(), static_cast<unsigned long long>(sum.classes),
                    static_cast<unsigned long long>(sum.redundant),
                    static_cast<unsigned long long>(most));
      }
    }
  }
}

TEST(Split, litmus) { expect_sum(litmus_oracles(), true); }
TEST(Split, small) { expect_sum(small_oracles(), true); }
TEST(Split, large) { expect_sum(large_oracles(), false); }

}  // namespace
}  // namespace heddle::dpor_test
