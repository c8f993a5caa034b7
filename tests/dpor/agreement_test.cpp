// Whatever dfs sees in all schedules of a program, dpor sees in one of each class.

#include <gtest/gtest.h>

#include <cstdlib>

#include "dpor/exploration.h"
#include "dpor/generated.h"

namespace heddle::dpor_test {
namespace {

constexpr std::uint64_t schedules_most = 150'000;

struct Group {
  const char* name;
  unsigned parts;
  std::uint32_t goroutines;
  std::uint32_t operations;
  std::uint32_t programs;
  std::uint32_t early;
  int bound = -1;
};

void PrintTo(const Group& group, std::ostream* out) { *out << group.name; }

class Agreement : public testing::TestWithParam<Group> {};

std::uint32_t programs_of(const Group& group) {
  const char* more = std::getenv("HEDDLE_TEST_TIMES");
  return group.programs * (more == nullptr ? 1 : static_cast<std::uint32_t>(std::atoi(more)));
}

// What a run showed: outcome and findings. Where a finding ended the run, how far the others were
// is left to chance, and only the finding counts.
std::uint64_t shown(const Generated& program, const engine::Run& run) {
  const bool stopped = !run.ended_by_itself();
  std::uint64_t hash = stopped ? 1 : program.outcome();
  for (const trace::Finding& finding : run.findings()) {
    hash = engine::combine(hash, static_cast<std::uint64_t>(finding.kind));
    if (!stopped) continue;
    for (const char c : finding.goroutines.at(0).identity) {
      hash = engine::combine(hash, static_cast<std::uint64_t>(c));
    }
  }
  return hash;
}

TEST_P(Agreement, dpor_sees_what_dfs_sees) {
  const Group& group = GetParam();
  const std::string bound = group.bound < 0 ? "" : ":bound=" + std::to_string(group.bound);
  std::uint64_t compared = 0;
  std::uint64_t redundant = 0;
  std::uint64_t classes = 0;
  std::uint64_t runs = 0;
  std::uint64_t schedules = 0;
  const char* only = std::getenv("HEDDLE_TEST_SEED");
  for (std::uint64_t seed = only ? static_cast<std::uint64_t>(std::atoi(only)) : 1;
       seed <= programs_of(group); ++seed) {
    Generated program(seed, group.parts, group.goroutines, group.operations);
    Explorer explorer([&program] { program(); });
    std::map<std::uint64_t, std::string> texts;
    const auto look = [&] {
      const std::uint64_t hash = shown(program, explorer.run());
      if (std::string& text = texts[hash]; text.empty()) {
        text = program.outcome_text();
        for (const trace::Finding& finding : explorer.run().findings()) {
          text += " " + finding.message;
        }
      }
      return hash;
    };
    const Exploration all = explorer.explore("dfs" + bound, schedules_most, look, group.early);
    if (!all.ended) continue;
    ++compared;
    const Exploration some = explorer.explore("dpor" + bound, all.runs + 1000, look, group.early);
    EXPECT_TRUE(some.ended && (some.exhaustive || group.bound >= 0))
        << "seed " << seed << ": " << program.text();
    std::string missed;
    for (const auto& [what, count] : all.seen) {
      if (!some.seen.contains(what)) missed += "  " + texts[what] + "\n";
    }
    EXPECT_EQ(missed, "") << "of " << all.seen.size() << " (" << all.runs << " schedules, "
                          << some.classes << " classes), seed " << seed << ": " << program.text();
    EXPECT_EQ(some.kinds, all.kinds) << "seed " << seed;
    EXPECT_LE(some.runs, all.runs) << "seed " << seed << ": " << program.text();
    redundant += group.bound < 0 ? some.redundant : 0;
    runs += some.runs;
    classes += some.classes;
    schedules += all.runs;
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(compared, group.programs / 4);
  std::printf("%s: %llu programs, %llu schedules, %llu runs, %llu classes, %llu redundant runs\n",
              group.name, static_cast<unsigned long long>(compared),
              static_cast<unsigned long long>(schedules), static_cast<unsigned long long>(runs),
              static_cast<unsigned long long>(classes), static_cast<unsigned long long>(redundant));
}

using namespace part;
INSTANTIATE_TEST_SUITE_P(
    generated, Agreement,
    testing::Values(Group{"atomics", atomics, 3, 3, 40, 0}, Group{"locks", locks, 3, 2, 40, 0},
                    Group{"locks_and_tries", locks | tries, 3, 2, 40, 0},
                    Group{"rwmutex", rw, 3, 2, 40, 0},
                    Group{"rwmutex_and_tries", rw | tries, 3, 2, 40, 0},
                    Group{"channels", channels, 3, 3, 40, 0},
                    Group{"channels_atomics", channels | atomics, 3, 3, 40, 0},
                    Group{"channels_and_tries", channels | tries, 3, 3, 40, 0},
                    Group{"closes", channels | closes, 3, 3, 40, 0},
                    Group{"selects", channels | selects, 3, 2, 40, 0},
                    Group{"selects_atomics", channels | selects | atomics, 3, 3, 40, 0},
                    Group{"selects_and_all", channels | selects | tries | closes, 3, 2, 40, 0},
                    Group{"groups", groups | atomics, 3, 3, 40, 0},
                    Group{"conds", conds | atomics, 3, 2, 40, 0},
                    Group{"onces", onces | atomics | locks, 3, 2, 40, 0},
                    Group{"values", values | atomics | channels, 2, 3, 40, 0},
                    Group{"spawns", spawns | atomics | channels, 2, 3, 40, 0},
                    Group{"census", census | spawns | atomics, 2, 3, 40, 0},
                    Group{"contexts", contexts | channels | atomics, 3, 2, 40, 0},
                    Group{"clock", clock | atomics | channels, 2, 3, 40, 0},
                    Group{"clock_early", clock | atomics | channels, 2, 3, 40, 1},
                    Group{"clock_early_2", clock | atomics | channels, 2, 3, 40, 2},
                    Group{"atomics_bound_0", atomics, 3, 4, 40, 0, 0},
                    Group{"atomics_bound_1", atomics, 3, 3, 40, 0, 1},
                    Group{"atomics_bound_2", atomics, 3, 3, 40, 0, 2},
                    Group{"locks_bound_1", locks | tries, 3, 2, 40, 0, 1},
                    Group{"rwmutex_bound_1", rw | tries, 3, 2, 40, 0, 1},
                    Group{"channels_bound_1", channels | tries | selects | closes, 3, 3, 40, 0, 1},
                    Group{"channels_bound_2", channels | tries | selects, 3, 2, 40, 0, 2},
                    Group{"groups_bound_1", groups | conds | atomics, 3, 3, 40, 0, 1},
                    Group{"clock_bound_1", clock | atomics | channels, 2, 3, 40, 1, 1},
                    Group{"everything_bound_1",
                          locks | rw | channels | selects | atomics | groups | conds | onces |
                              values | closes | tries | contexts,
                          3, 2, 60, 0, 1},
                    Group{"everything",
                          locks | rw | channels | selects | atomics | groups | conds | onces |
                              values | closes | tries | contexts,
                          3, 2, 60, 0}),
    [](const testing::TestParamInfo<Group>& group) { return group.param.name; });

}  // namespace
}  // namespace heddle::dpor_test
