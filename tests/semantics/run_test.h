#pragma once

// How the tests of docs/semantics.md ask their questions: what does a small program show over all
// its schedules? Programs are lambdas or Scenarios. A program that is only sampled says so with
// `sampled`.

#include <gtest/gtest.h>

#include <heddle/heddle.h>
#include <heddle/trace/finding.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>

namespace heddle::semantics {

using namespace std::chrono_literals;
using testing::AssertionFailure;
using testing::AssertionResult;
using testing::AssertionSuccess;

// Every schedule, with at most `early` early firings in each.
inline Options every(int early = 1) {
  Options options;
  options.strategy = "dfs";
  options.runs = 300'000;
  options.seed = 1;
  options.early = early;
  options.keep_going = true;
  return options;
}

// Some hundred random schedules, for programs with too many.
inline Options sampled(std::uint64_t runs = 500) {
  Options options;
  options.strategy = "random";
  options.runs = runs;
  options.seed = 1;
  options.keep_going = true;
  return options;
}

inline bool is_exhaustive(const Options& options) { return options.strategy == "dfs"; }

// No schedule shows anything.
template <class Program>
AssertionResult clean(const Program& program, const Options& options = every()) {
  const Report report = explore(program, options);
  if (!report.ok()) return AssertionFailure() << "not ok: " << report.not_green() << "\n" << report;
  if (is_exhaustive(options) && !report.complete()) {
    return AssertionFailure() << "not all schedules were seen\n" << report;
  }
  return AssertionSuccess();
}

// What a campaign found must be of one kind, and say exactly `message` (unless that is empty).
inline AssertionResult shows_only(const Report& report, Kind kind, std::string_view message) {
  if (report.findings().empty()) {
    return AssertionFailure() << "no " << trace::word(kind) << " found\n" << report;
  }
  for (const trace::Finding& finding : report.findings()) {
    if (finding.kind != kind || (!message.empty() && finding.message != message)) {
      return AssertionFailure() << "wanted " << trace::word(kind) << ": " << message << "\ngot "
                                << trace::word(finding.kind) << ": " << finding.message << "\n"
                                << report;
    }
  }
  return AssertionSuccess();
}

inline std::uint64_t runs_with_findings(const Report& report) {
  std::uint64_t count = 0;
  for (const trace::Finding& finding : report.findings()) count += finding.count;
  return count;
}

// Some schedules show this, the others nothing, and there are others.
template <class Program>
AssertionResult sometimes(const Program& program, Kind kind, std::string_view message = {},
                          const Options& options = every()) {
  const Report report = explore(program, options);
  AssertionResult result = shows_only(report, kind, message);
  if (!result) return result;
  if (runs_with_findings(report) >= report.runs()) {
    return AssertionFailure() << "every schedule shows it\n" << report;
  }
  return AssertionSuccess();
}

// Every schedule shows this, and nothing else.
template <class Program>
AssertionResult always(const Program& program, Kind kind, std::string_view message = {},
                       const Options& options = every()) {
  const Report report = explore(program, options);
  AssertionResult result = shows_only(report, kind, message);
  if (!result) return result;
  if (runs_with_findings(report) != report.runs()) {
    return AssertionFailure() << runs_with_findings(report) << " of " << report.runs()
                              << " schedules show it\n"
                              << report;
  }
  return AssertionSuccess();
}

// Some schedule shows a data race and none shows anything else: the happens-before edge in question
// does not exist.
template <class Program>
AssertionResult races(const Program& program, const Options& options = every()) {
  return shows_only(explore(program, options), Kind::data_race, {});
}

// No schedule of a program in which it matters shows anything: the edge exists.
template <class Program>
AssertionResult ordered(const Program& program, const Options& options = every()) {
  return clean(program, options);
}

// What a correct program returns, over all its schedules.
template <class Body>
auto outcomes(Body body, const Options& options = every()) {
  std::set<std::invoke_result_t<Body&>> seen;
  EXPECT_TRUE(clean([&] { seen.insert(body()); }, options));
  return seen;
}

using Words = std::set<std::string>;
using Numbers = std::set<int>;

// Whether some goroutine of some finding waits in this state ("chan receive").
inline bool shows_state(const Report& report, std::string_view state) {
  for (const trace::Finding& finding : report.findings()) {
    for (const trace::Involved& goroutine : finding.goroutines) {
      if (goroutine.state == state) return true;
    }
  }
  return false;
}

inline constexpr std::string_view all_asleep = "all goroutines are asleep - deadlock!";

}  // namespace heddle::semantics
