// Whatever dfs sees in all schedules of a program, dpor sees in one of each class.

#include <gtest/gtest.h>

#include <cstdlib>

#include "dpor/exploration.h"
#include "dpor/generated.h"

namespace heddle::dpor_test {
namespace {

constexpr std::uint64_t schedules_most = 150'000;

// The engine hashes the class of a run in its own way (engine/class_hash.h).
enum class Classes : std::uint8_t {
  same,    // each class by that hash is seen exactly once
  finer,   // each is seen; dpor tells more of them apart
  others,  // dpor has classes of its own: of the clock, of WaitGroups, of what somebody counts
};

struct Group {
  const char* name;
  unsigned parts;
  std::uint32_t goroutines;
  std::uint32_t operations;
  std::uint32_t programs;
  std::uint32_t early;
  int bound = -1;
  Classes classes = Classes::others;
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
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

// Behind a finding that ends the run dpor does not look at what others have done (dpor.h).
bool ends_runs(const std::set<trace::Kind>& kinds) {
  for (const trace::Kind kind : kinds) {
    if (kind != Kind::leak && kind != Kind::deadlock) return true;
  }
  return false;
}

std::set<std::uint64_t> keys(const std::map<std::uint64_t, std::uint64_t>& map) {
  std::set<std::uint64_t> all;
  for (const auto& [key, count] : map) all.insert(key);
  return all;
}

TEST_P(Agreement, dpor_sees_what_dfs_sees) {
  const Group& group = GetParam();
  const std::string bound = group.bound < 0 ? "" : ":bound=" + std::to_string(group.bound);
  std::uint64_t compared = 0;
  std::uint64_t compared_classes = 0;
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
    if (group.classes != Classes::others && !ends_runs(all.kinds)) {
      EXPECT_EQ(keys(some.classes_of_runs), keys(all.classes_of_runs))
          << "seed " << seed << ": " << program.text();
      if (group.classes == Classes::same) {
        EXPECT_EQ(some.classes_of_runs.size(), some.runs)
            << "seed " << seed << ": " << program.text();
      }
      ++compared_classes;
    }
    EXPECT_EQ(some.kinds, all.kinds) << "seed " << seed;
    EXPECT_LE(some.runs, all.runs) << "seed " << seed << ": " << program.text();
    redundant += group.bound < 0 ? some.redundant : 0;
    runs += some.runs;
    classes += some.classes;
    schedules += all.runs;
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(compared, group.programs / 4);
  if (group.classes != Classes::others) {
    EXPECT_GT(compared_classes, group.programs / 8);
  }
  std::printf("%s: %llu programs, %llu schedules, %llu runs, %llu classes, %llu redundant runs\n",
              group.name, static_cast<unsigned long long>(compared),
              static_cast<unsigned long long>(schedules), static_cast<unsigned long long>(runs),
              static_cast<unsigned long long>(classes), static_cast<unsigned long long>(redundant));
}

using namespace part;
INSTANTIATE_TEST_SUITE_P(
    generated, Agreement,
    testing::Values(
        Group{"atomics", atomics, 3, 3, 40, 0, -1, Classes::same},
        Group{"locks", locks, 3, 2, 40, 0, -1, Classes::same},
        Group{"locks_and_tries", locks | tries, 3, 2, 40, 0, -1, Classes::same},
        Group{"rwmutex", rw, 3, 2, 40, 0, -1, Classes::same},
        Group{"rwmutex_and_tries", rw | tries, 3, 2, 40, 0, -1, Classes::same},
        Group{"channels", channels, 3, 3, 40, 0, -1, Classes::same},
        Group{"channels_atomics", channels | atomics, 3, 3, 40, 0, -1, Classes::same},
        Group{"channels_and_tries", channels | tries, 3, 3, 40, 0, -1, Classes::same},
        Group{"closes", channels | closes, 3, 3, 40, 0, -1, Classes::same},
        Group{"selects", channels | selects, 3, 2, 40, 0, -1, Classes::finer},
        Group{"selects_atomics", channels | selects | atomics, 3, 3, 40, 0, -1, Classes::finer},
        Group{"selects_and_all", channels | selects | tries | closes, 3, 2, 40, 0, -1,
              Classes::finer},
        Group{"groups", groups | atomics, 3, 3, 40, 0},
        Group{"conds", conds | atomics, 3, 2, 40, 0, -1, Classes::same},
        Group{"onces", onces | atomics | locks, 3, 2, 40, 0, -1, Classes::same},
        Group{"values", values | atomics | channels, 2, 3, 40, 0, -1, Classes::same},
        Group{"spawns", spawns | atomics | channels, 2, 3, 40, 0, -1, Classes::same},
        Group{"census", census | spawns | atomics, 2, 3, 40, 0},
        Group{"contexts", contexts | channels | atomics, 3, 2, 40, 0, -1, Classes::same},
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
              locks | rw | channels | selects | atomics | groups | conds | onces | values | closes |
                  tries | contexts,
              3, 2, 60, 0, 1},
        Group{"everything",
              locks | rw | channels | selects | atomics | groups | conds | onces | values | closes |
                  tries | contexts,
              3, 2, 60, 0}),
    [](const testing::TestParamInfo<Group>& group) { return group.param.name; });

}  // namespace
}  // namespace heddle::dpor_test
