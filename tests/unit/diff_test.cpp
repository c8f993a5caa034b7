// Two runs differ exactly when they are of different happens-before classes.

#include <heddle/trace/diff.h>

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <map>
#include <string>
#include <vector>

#include "unit/recorded_runs.h"

namespace heddle {
namespace {

using namespace std::chrono_literals;

void counters() {
  auto& counter = *make<Atomic<int>>(0);
  for (int i = 0; i < 3; ++i) {
    go([&counter] { counter.store(counter.load() + 1); });
  }
}

void locks() {
  auto& mutex = *make<Mutex>();
  for (int i = 0; i < 3; ++i) {
    go([&] {
      mutex.lock();
      mutex.unlock();
    });
  }
}

void channels() {
  auto values = make_chan<int>(1);
  for (int i = 0; i < 2; ++i) {
    go([=] { values.send(i); });
    go([=] { (void)values.recv(); });
  }
}

void closed_while_read() {
  auto values = make_chan<int>(2);
  auto& flag = *make<Atomic<int>>(0);
  go([=, &flag] {
    values.send(1);
    flag.store(1);
    values.close();
  });
  go([=, &flag] {
    if (flag.load() == 1) (void)values.recv();
    (void)values.recv();
  });
}

// Every schedule, one trace of each class.
std::map<std::uint64_t, std::vector<trace::Trace>> traces_by_class(void (*body)()) {
  std::map<std::uint64_t, std::vector<trace::Trace>> classes;
  const Scenario scenario{.body = body};
  const search::Target target = search::target_of(scenario);
  std::string error;
  const auto dfs = strategy::make_strategy("dfs", -1, error);
  search::Record record(target.program);
  engine::Run run;
  run.count_classes(true);
  for (std::uint64_t i = 0; dfs->begin_run(i, i); ++i) {
    const engine::RunResult result =
        run.execute(target.program, *dfs, record.log(), 0, &record.recorder());
    dfs->end_run({result.steps, result.decisions, result.goroutines, false, false});
    auto& traces = classes[result.class_hash];
    if (traces.size() < 2) {
      search::Execution execution;
      execution.ended = true;
      traces.push_back(search::make_trace(target, {"dfs", 1, i, 0}, record, execution));
    }
  }
  return classes;
}

struct Subject {
  const char* name;
  void (*body)();
};

class Diffs : public testing::TestWithParam<Subject> {};

TEST_P(Diffs, tell_classes_apart) {
  const auto classes = traces_by_class(GetParam().body);
  ASSERT_GT(classes.size(), 1U);
  for (const auto& [class_a, traces_a] : classes) {
    for (const auto& [class_b, traces_b] : classes) {
      if (class_b < class_a) continue;
      for (const trace::Trace& a : traces_a) {
        for (const trace::Trace& b : traces_b) {
          const trace::Diff diff = trace::diff_of(a, b);
          ASSERT_EQ(diff.same(), class_a == class_b) << a.schedule << "\n"
                                                     << b.schedule << "\n"
                                                     << trace::text_of(diff, a, b);
          ASSERT_EQ(diff.first_a == 0 && diff.first_b == 0, diff.same());
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, Diffs,
                         testing::Values(Subject{"counters", counters}, Subject{"locks", locks},
                                         Subject{"channels", channels},
                                         Subject{"closed_while_read", closed_while_read}),
                         [](const auto& subject) { return std::string(subject.param.name); });

TEST(Diff, says_which_two_came_the_other_way_round) {
  const auto classes = traces_by_class([] {
    auto& flag = *make<Atomic<int>>(0);
    go("left", [&flag] { flag.store(1); });
    go("right", [&flag] { flag.store(2); });
  });
  ASSERT_EQ(classes.size(), 2U);
  const trace::Trace& a = classes.begin()->second.front();
  const trace::Trace& b = classes.rbegin()->second.front();
  const trace::Diff diff = trace::diff_of(a, b);
  ASSERT_EQ(diff.turned.size(), 1U);
  const trace::TurnedPair& pair = diff.turned.front();
  EXPECT_EQ(diff.in_b[pair.first_a], pair.second_b);
  EXPECT_EQ(diff.in_b[pair.second_a], pair.first_b);
  const std::string text = trace::text_of(diff, a, b);
  EXPECT_NE(text.find("in another order, on atomic 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("left stored to atomic 1"), std::string::npos) << text;
  EXPECT_TRUE(trace::diff_of(a, a).same());
  EXPECT_EQ(trace::text_of(trace::diff_of(b, b), b, b),
            "the same order of everything that matters\n");
}

}  // namespace
}  // namespace heddle
