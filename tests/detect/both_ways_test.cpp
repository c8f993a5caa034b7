// A run and its saved trace: the detectors find the same in both.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding.h>

#include <algorithm>
#include <string>
#include <vector>

#include "catalogue_programs.h"
#include "detect/examples/examples.h"
#include "detect/saved.h"
#include "search/execute.h"
#include "strategy/factory.h"

namespace heddle {
namespace {

using namespace std::chrono_literals;

struct Locks {
  Mutex a;
  Mutex b;
  RWMutex table;
};

bool is_of_a_detector(const trace::Finding& finding) {
  switch (finding.kind) {
    case Kind::lock_order:
    case Kind::lost_wakeup:
    case Kind::lock_held_at_exit:
    case Kind::context_leak:
    case Kind::livelock: return true;
    default: return false;
  }
}

std::vector<std::string> keys(const std::vector<trace::Finding>& findings) {
  std::vector<std::string> all;
  for (const trace::Finding& finding : findings) all.push_back(trace::key(finding));
  std::sort(all.begin(), all.end());
  return all;
}

// What the engine had found before the detectors gave it a better name.
std::vector<trace::Finding> of_engine(const std::vector<trace::Finding>& findings) {
  std::vector<trace::Finding> engine;
  for (trace::Finding finding : findings) {
    if (finding.kind == Kind::lost_wakeup) {
      finding.kind = finding.after_main ? Kind::leak : Kind::deadlock;
    } else if (finding.kind == Kind::livelock) {
      finding.kind = Kind::step_limit;
    } else if (is_of_a_detector(finding)) {
      continue;
    }
    engine.push_back(finding);
  }
  return engine;
}

void compare_ways(const Scenario& scenario, bool fixed, std::uint64_t& seen) {
  const search::Target target = search::target_of(scenario, fixed);
  std::string error;
  const auto random = strategy::make_strategy("random", -1, error);
  engine::Run run;
  search::Record record(target.program);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const search::RunChoice choice{"random", seed, 0, 1};
    const search::Execution execution = search::execute(run, target, *random, choice, record);
    const trace::Trace trace = search::make_trace(target, choice, record, execution);
    const auto saved = detect::findings_of(trace, of_engine(trace.findings));
    EXPECT_EQ(keys(trace.findings), keys(saved)) << scenario.name << " seed " << seed;
    seen += static_cast<std::uint64_t>(std::count_if(saved.begin(), saved.end(), is_of_a_detector));
  }
}

TEST(BothWays, find_the_same) {
  std::uint64_t seen = 0;
  for (const Scenario* scenario : scenarios::every_nth(scenarios::buggy(), 5)) {
    compare_ways(*scenario, false, seen);
    if (scenario->fixed != nullptr) compare_ways(*scenario, true, seen);
  }
  const Scenario mine[] = {{.name = "apart_in_time",
                            .body =
                                [] {
                                  auto* locks = make<Locks>();
                                  go([=] {
                                    Lock one(locks->a);
                                    Lock two(locks->b);
                                  });
                                  go([=] {
                                    sleep(10ms);
                                    Lock one(locks->b);
                                    Lock two(locks->a);
                                  });
                                }},
                           {.name = "held", .body = [] {
                              auto* locks = make<Locks>();
                              go([=] { locks->a.lock(); });
                              locks->table.lock_shared();
                              auto [context, cancel] = with_cancel(background());
                              (void)context, (void)cancel;
                            }}};
  for (const Scenario* scenario :
       {&examples::livelock, &examples::lost_wakeup, &examples::lock_order,
        &examples::lock_held_at_exit, &examples::context_leak, &examples::deadlock}) {
    compare_ways(*scenario, false, seen);
  }
  for (const Scenario& scenario : mine) compare_ways(scenario, false, seen);
  EXPECT_GT(seen, 100u);
}

}  // namespace
}  // namespace heddle
