#pragma once

// Whole runs as a campaign makes them: race detection on, decisions recorded.

#include <benchmark/benchmark.h>
#include <heddle/scenario.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "detect/live.h"
#include "engine/run.h"

namespace heddle::bench {

// One program under one strategy, run after run in this process.
class RunLoop {
 public:
  RunLoop(const Scenario& scenario, const char* strategy, bool classes = false);

  void run();

  double runs() const { return static_cast<double>(runs_); }
  double steps() const { return static_cast<double>(steps_); }
  double switches() const { return static_cast<double>(switches_); }

  // Adds the counters, and checks.
  void report(benchmark::State& state, double seconds) const;
  // A run that was cut or has a finding is another run than was meant.
  void check(benchmark::State& state) const;

 private:
  engine::Program program_;
  engine::Run run_;
  detect::Live detectors_;
  std::vector<std::byte> memory_;
  engine::DecisionLog log_;
  std::unique_ptr<engine::Strategy> strategy_;
  std::uint64_t runs_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t decisions_ = 0;
  std::uint64_t switches_ = 0;
  std::uint64_t found_ = 0;
  const char* cut_ = nullptr;
};

// Runs of a scenario under `random`: time of one, and its ratio.
void measure_runs(benchmark::State& state, const Scenario& scenario, bool classes = false);

}  // namespace heddle::bench
