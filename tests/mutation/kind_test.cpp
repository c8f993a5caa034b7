// Each kind of finding, switched off alone, makes a program fail that expects it: the catalogue
// would notice if a detector fell silent. Here is also where a kind without any program is noticed.

#include <gtest/gtest.h>

#include <heddle/explore.h>
#include <heddle/trace/finding.h>

#include <cstdint>
#include <string>
#include <vector>

#include "catalogue.h"
#include "engine/switches.h"
#include "mutation/one_of_each.h"
#include "racy/catalogue.h"

namespace heddle::mutation {
namespace {

// Switches one kind off for a scope.
class Off {
 public:
  explicit Off(Kind kind) { engine::kinds_off = std::uint64_t{1} << static_cast<unsigned>(kind); }
  ~Off() { engine::kinds_off = 0; }
  Off(const Off&) = delete;
  Off& operator=(const Off&) = delete;
};

std::vector<const Scenario*> programs() {
  std::vector<const Scenario*> all;
  for (const auto list : {scenarios::catalogue(), racy::catalogue(), one_of_each()}) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

std::vector<const Scenario*> programs_that_expect(Kind kind) {
  std::vector<const Scenario*> some;
  for (const Scenario* program : programs()) {
    if (program->expect.contains(kind)) some.push_back(program);
  }
  return some;
}

Report explored(const Scenario& program) {
  Options options;
  options.strategy = "random";
  options.runs = 300;
  options.seed = 1;
  options.keep_going = true;
  options.isolate = true;
  options.run_timeout_seconds = program.expect.contains(Kind::hang) ? 0.3 : 10;
  // Two that go together for ever do so in step; an order of locks that happens is no possible one.
  if (program.expect.contains(Kind::livelock)) options.strategy = "round-robin";
  if (program.expect.contains(Kind::lock_order)) options.early = 0;
  // These end their process or never end: once is enough.
  for (const Kind costly : {Kind::hang, Kind::out_of_memory, Kind::crash, Kind::stack_overflow}) {
    if (program.expect.contains(costly)) options.runs = 1;
  }
  return explore(program, options);
}

Kinds shown(const Report& report) {
  Kinds kinds;
  for (const trace::Finding& finding : report.findings()) kinds.insert(finding.kind);
  return kinds;
}

// "send_on_closed" for Kind::send_on_closed.
std::string identifier(Kind kind) {
  std::string name(trace::word(kind));
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

class KindOff : public testing::TestWithParam<unsigned> {
 protected:
  static Kind kind() { return static_cast<Kind>(GetParam()); }
};

TEST_P(KindOff, is_noticed) {
  const std::vector<const Scenario*> some = programs_that_expect(kind());
  ASSERT_FALSE(some.empty()) << "no program expects " << trace::word(kind())
                             << ": add one to tests/mutation/one_of_each.cpp";
  const Scenario& program = *some.front();
  const Report with = explored(program);
  EXPECT_EQ(shown(with), program.expect) << with;
  const Off off(kind());
  const Report without = explored(program);
  EXPECT_FALSE(shown(without).contains(kind())) << without;
  EXPECT_NE(shown(without), program.expect) << without;
}

std::string test_name(const testing::TestParamInfo<unsigned>& kind) {
  return identifier(static_cast<Kind>(kind.param));
}

INSTANTIATE_TEST_SUITE_P(Each, KindOff, testing::Range(0U, trace::kind_count), test_name);

TEST(Kinds, each_program_of_its_own_shows_what_it_expects) {
  for (const Scenario* program : one_of_each()) {
    const Report report = explored(*program);
    EXPECT_EQ(shown(report), program->expect) << report;
  }
}

}  // namespace
}  // namespace heddle::mutation
