#pragma once

#include <heddle/scenario.h>

#include <concepts>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace heddle {

namespace trace {
struct Finding;
}

// How a campaign goes. Names and values as on the command line.
struct Options {
  std::string strategy = "portfolio";      // NAME or NAME:KEY=VALUE,...: docs/strategies.md
  std::uint64_t runs = 1000;               // at most; dfs stops when it has seen everything
  std::optional<std::uint64_t> seed = {};  // empty: drawn, and told in the report
  double seconds = 0;                      // wall-clock budget; 0: none
  int early = -1;                          // early firings a run; -1: what the strategy defaults to
  int bound = -1;                          // preemption bound (dfs); -1: none
  bool preempt_memory = false;             // accesses to shared plain memory are decisions too
  bool keep_going = false;                 // collect all findings instead of stopping at the first
  bool strict = false;                     // possible findings fail too
  bool shrink = true;                      // look for the simplest schedule of each finding
  bool isolate = false;                    // in a worker process: survives crashes and hangs
  unsigned jobs = 1;                       // worker processes; more than 1 implies isolate
  double run_timeout_seconds = 10;         // with isolate: a run that takes longer is a `hang`
};

// What a campaign found. Prints itself: `EXPECT_TRUE(report.ok()) << report;`.
class Report {
 public:
  // A report of no runs, which is not ok().
  Report();
  ~Report();
  // Takes over the other's contents.
  Report(Report&&) noexcept;
  // Takes over the other's contents.
  Report& operator=(Report&&) noexcept;

  // No finding, and the campaign means something: it ran, and it was not cut everywhere. Findings
  // that are only possible (trace::Finding::possible) count with Options::strict.
  bool ok() const noexcept;
  // What was found, each bug once.
  const std::vector<trace::Finding>& findings() const noexcept;
  // Whether a finding of this kind is among them.
  bool found(Kind kind) const noexcept;

  // How many runs were made, those that were cut included.
  std::uint64_t runs() const noexcept;
  // How many runs were given up (a failed assumption, an unfair step limit): neither good nor bad.
  std::uint64_t cut_runs() const noexcept;
  // What Options::seed has to be for the same campaign again.
  std::uint64_t seed() const noexcept;
  // Every schedule was seen (dfs), or one of each class (dpor); never with cut runs.
  bool complete() const noexcept;
  // Why a report without findings is not ok; empty when it is.
  const std::string& not_green() const noexcept;

  // Writes the findings, each with the line that replays it, and a line that sums up.
  friend std::ostream& operator<<(std::ostream& out, const Report& report);

  struct Data;
  // For explore(): a report of this data.
  explicit Report(std::unique_ptr<Data> data) noexcept;
  // For the library: everything the campaign counted.
  const Data& data() const noexcept { return *data_; }

 private:
  std::unique_ptr<Data> data_;
};

// Runs the scenario's body under many schedules.
Report explore(const Scenario& scenario, const Options& options = {});

// The same for a function made on the spot, inside GoogleTest, Catch2, doctest or plain main:
//
//     Report r = heddle::explore([&] { ... }, {.strategy = "pct:depth=3", .runs = 10'000});
//
// The body must be repeatable: it runs once for each schedule.
Report explore(const std::function<void()>& body, const Options& options = {});

}  // namespace heddle
