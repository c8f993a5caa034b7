#pragma once

// Programs under every strategy: what the detectors of the event stream must find, and programs
// that tempt them to lie.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace heddle {

using namespace std::chrono_literals;

class Detection : public testing::TestWithParam<const char*> {
 protected:
  // Collects everything; early firings only where a test asks for them.
  Options options(int early = 0) const {
    Options options;
    options.strategy = GetParam();
    options.runs = 400;
    options.seed = 1;
    options.early = early;
    options.keep_going = true;
    return options;
  }
  testing::AssertionResult clean(const Report& report) const {
    if (report.ok() && report.findings().empty()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << report;
  }
};

inline constexpr const char* every_strategy[] = {
    "random", "pct:depth=3", "portfolio", "rfc", "surw", "pos", "dfs", "round-robin"};

inline std::string strategy_name(const testing::TestParamInfo<const char*>& tested) {
  std::string name = tested.param;
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

inline testing::AssertionResult shows_only(const Report& report, Kind kind, bool possible = false) {
  if (report.findings().empty()) return testing::AssertionFailure() << "nothing\n" << report;
  for (const trace::Finding& finding : report.findings()) {
    if (finding.kind != kind || finding.possible != possible) {
      return testing::AssertionFailure() << report;
    }
  }
  return testing::AssertionSuccess();
}

struct Locks {
  Mutex a;
  Mutex b;
  Mutex gate;
  RWMutex table;
  RWMutex index;
};

struct Box {
  Mutex mu;
  Cond full{mu};
  Var<bool> has{false};
  Atomic<bool> hint{false};
};

inline void nest(Mutex& outer, Mutex& inner) {
  Lock one(outer);
  Lock two(inner);
}

}  // namespace heddle
