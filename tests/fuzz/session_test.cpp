// The runs of a fuzzer, without libFuzzer: a loop of ours stands in for its own.

#include <gtest/gtest.h>
#include <heddle/fuzz.h>
#include <heddle/heddle.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "catalogue_programs.h"
#include "search/fuzz_run.h"
#include "search/fuzz_session.h"
#include "strategy/fuzz_plan.h"

namespace heddle::search {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::uint8_t counters[1U << 14U];

// Keeps what moves a counter that nothing had moved before, as libFuzzer does.
class Loop {
 public:
  explicit Loop(const Scenario& scenario, std::uint64_t seed)
      : session(target_of(scenario), counters, nullptr), rng_(seed) {
    corpus_.push_back({});
  }

  // One run; whether it showed something. `input` is what it was.
  bool step() {
    input.assign(4096, 0);
    const Bytes& base = corpus_[rng_.below(static_cast<std::uint32_t>(corpus_.size()))];
    std::copy(base.begin(), base.end(), input.begin());
    const auto seed = static_cast<unsigned>(rng_.next());
    input.resize(session.mutate(input, base.size(), seed));
    std::fill(std::begin(counters), std::end(counters), std::uint8_t{0});
    const bool found = session.run(input);
    bool is_new = false;
    for (std::size_t i = 0; i < std::size(counters); ++i) {
      if (counters[i] == 0 || seen_[i]) continue;
      seen_[i] = true;
      is_new = true;
    }
    if (is_new && !found) corpus_.push_back(input);
    return found;
  }

  FuzzSession session;
  Bytes input;

 private:
  engine::Rng rng_;
  std::vector<Bytes> corpus_;
  std::vector<bool> seen_ = std::vector<bool>(std::size(counters));
};

TEST(Fuzzing, finds_the_bug_of_each_scenario_and_none_in_its_twin) {
  for (const Scenario* scenario : scenarios::every_nth(scenarios::buggy(), 8)) {
    Loop loop(*scenario, 1);
    unsigned runs = 0;
    while (runs < 2000 && !loop.step()) ++runs;
    ASSERT_LT(runs, 2000U) << scenario->name;
    EXPECT_TRUE(scenario->expect.contains(loop.session.findings().front().kind)) << scenario->name;
    if (scenario->fixed == nullptr) continue;
    Scenario twin = *scenario;
    twin.body = scenario->fixed;
    Loop repaired(twin, 1);
    for (unsigned i = 0; i < 2000; ++i) {
      ASSERT_FALSE(repaired.step())
          << scenario->name << ": " << repaired.session.findings()[0].message;
    }
  }
}

TEST(Fuzzing, the_same_bytes_are_the_same_run_also_in_a_fresh_process) {
  for (const Scenario* scenario : scenarios::every_nth(scenarios::buggy(), 16)) {
    Loop loop(*scenario, 2);
    for (unsigned i = 0; i < 8; ++i) {
      loop.step();
      const trace::Trace here = loop.session.record(loop.input);
      const Replayed there = record_input_isolated(target_of(*scenario), loop.input, {});
      EXPECT_EQ(here.schedule, there.trace.schedule) << scenario->name;
      EXPECT_EQ(here.events.size(), there.trace.events.size()) << scenario->name;
    }
  }
}

// A run that is recorded decides as one that is not, so what was found is found again.
TEST(Fuzzing, the_run_that_is_recorded_is_the_run_that_was_made) {
  for (const Scenario* scenario : scenarios::every_nth(scenarios::buggy(), 3)) {
    Loop loop(*scenario, 3);
    for (unsigned i = 0; i < 30; ++i) {
      loop.step();
      const std::uint64_t decisions = loop.session.decisions();
      const bool found = !loop.session.findings().empty();
      const trace::Trace recorded = loop.session.record(loop.input);
      EXPECT_EQ(recorded.decisions.size(), decisions) << scenario->name;
      if (!found) continue;
      EXPECT_NE(recorded.findings.front().kind, Kind::nondeterminism) << scenario->name;
    }
  }
}

TEST(Fuzzing, any_bytes_make_a_run) {
  const Scenario& scenario = *scenarios::catalogue()[0];
  FuzzSession session(target_of(scenario), counters, nullptr);
  std::vector<Bytes> inputs = {{}, {0}, {10}, {255}, Bytes(1 << 20, 0), Bytes(1 << 20, 255)};
  for (std::uint8_t tag = 0; tag < 16; ++tag) inputs.push_back(Bytes(4096, tag));
  for (const Bytes& input : inputs) {
    session.run(input);
    EXPECT_GT(session.runs(), 0U);
    Bytes room(64);
    const std::size_t size = std::min<std::size_t>(input.size(), room.size());
    std::copy_n(input.begin(), size, room.begin());
    for (unsigned seed = 0; seed < 50; ++seed) {
      Bytes copy = room;
      EXPECT_LE(session.mutate(copy, size, seed), copy.size());
      Bytes out(40);
      EXPECT_LE(FuzzSession::cross(input, room, out, seed), out.size());
    }
  }
}

TEST(Fuzzing, the_same_run_moves_the_same_counters) {
  const Scenario& scenario = *scenarios::catalogue()[4];
  const auto moved = [&scenario](const Bytes& input) {
    std::fill(std::begin(counters), std::end(counters), std::uint8_t{0});
    FuzzSession session(target_of(scenario), counters, nullptr);
    session.run(input);
    return Bytes(std::begin(counters), std::end(counters));
  };
  const Bytes usual = moved({});
  EXPECT_TRUE(std::any_of(usual.begin(), usual.end(), [](std::uint8_t c) { return c != 0; }));
  EXPECT_EQ(moved({}), usual);
}

// What fuzz_input() gave in the run before.
Bytes given;

constexpr Scenario takes_data{.name = "takes_data", .body = [] {
                                const auto bytes = fuzz_input(100);
                                given.assign(bytes.begin(), bytes.end());
                              }};

TEST(Fuzzing, the_scenario_gets_the_data_of_the_input) {
  FuzzSession session(target_of(takes_data), counters, nullptr);
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 13U, 14U, 99U, 100U, 101U}) {
    strategy::FuzzPlan plan;
    for (std::size_t i = 0; i < size; ++i) plan.data.push_back(static_cast<std::uint8_t>(i * 7));
    Bytes input(strategy::plan_bytes(plan));
    strategy::write_plan(plan, input);
    session.run(input);
    Bytes expected = plan.data;
    expected.resize(std::min<std::size_t>(size, 100));
    EXPECT_EQ(given, expected);
  }
  // Other strategies draw it.
  EXPECT_TRUE(
      explore(takes_data, {.strategy = "random", .runs = 10, .seed = 1}).findings().empty());
  EXPECT_FALSE(given.empty());
}

// --- Traces -------------------------------------------------------------------------------------

TEST(Corpus, a_schedule_becomes_an_input_that_does_the_same) {
  for (const Scenario* scenario : scenarios::every_nth(scenarios::buggy(), 16)) {
    for (const char* strategy : {"random", "pct:depth=3"}) {
      CampaignOptions options;
      options.strategy = strategy;
      options.seed = 3;
      const Target target = target_of(*scenario);
      const Replayed run = run_isolated(target, options, {strategy, 3, 0, 2}, {});
      strategy::ScheduleError wrong;
      const auto schedule = strategy::parse_schedule(run.trace.schedule, wrong);
      ASSERT_TRUE(schedule.has_value());
      std::string error;
      const auto input = input_of(target, *schedule, {}, error);
      ASSERT_TRUE(input.has_value()) << scenario->name << " " << strategy << ": " << error;
      const Replayed again = record_input_isolated(target, *input, {});
      EXPECT_EQ(again.trace.schedule, run.trace.schedule) << scenario->name;
    }
  }
}

// --- Edits --------------------------------------------------------------------------------------

// The same program before and after somebody has added an operation that has nothing to do with its
// bug. (One that is added to each of the three that race moves more: two thirds of the inputs then
// still show the bug.)
template <bool edited>
void account() {
  struct State {
    Atomic<int> balance{100};
    Atomic<int> flag{0};
    Mutex lock;
    Atomic<int> calls{0};
  };
  auto& state = *make<State>();
  for (int i = 0; i < 3; ++i) {
    go("withdraws", [&state] {
      const int before = state.balance.load();
      state.balance.store(before - 10);
      state.lock.lock();
      state.flag.add(1);
      state.lock.unlock();
    });
  }
  go("audits", [&state] {
    if constexpr (edited) state.calls.add(1);
    state.lock.lock();
    const int flags = state.flag.load();
    const int balance = state.balance.load();
    state.lock.unlock();
    check(flags < 3 || balance == 70, "all withdrawals are in the books");
  });
}

constexpr Scenario before{.name = "account", .body = account<false>};
constexpr Scenario after{.name = "account", .body = account<true>};

TEST(Corpus, most_inputs_survive_an_edit_that_has_nothing_to_do_with_them) {
  std::vector<Bytes> corpus;
  for (std::uint64_t seed = 1; corpus.size() < 40 && seed < 400; ++seed) {
    Loop loop(before, seed);
    for (unsigned i = 0; i < 1000; ++i) {
      if (!loop.step()) continue;
      corpus.push_back(loop.input);
      break;
    }
  }
  ASSERT_GE(corpus.size(), 40U);
  FuzzSession edited(target_of(after), counters, nullptr);
  std::size_t survived = 0;
  for (const Bytes& input : corpus) survived += edited.run(input) ? 1 : 0;
  RecordProperty("survived", std::to_string(survived));
  EXPECT_GE(100 * survived, 80 * corpus.size()) << survived << " of " << corpus.size();
}

}  // namespace
}  // namespace heddle::search
