#pragma once

// A run that is recorded or not, and the trace of it.

#include <benchmark/benchmark.h>
#include <heddle/scenario.h>
#include <heddle/trace/trace_file.h>

#include <cstdint>
#include <memory>
#include <string>

#include "engine/run.h"
#include "search/execute.h"

namespace heddle::bench {

// The same run of a scenario again and again, with a recorder or without.
class Recorded {
 public:
  explicit Recorded(const Scenario& scenario);

  void run(bool recorded);
  // Of the last run that was recorded.
  std::uint64_t events() { return record_.recorder().header().events; }

  trace::Trace trace();

 private:
  search::Target target_;
  search::Record record_;
  engine::Run run_;
  std::unique_ptr<engine::Strategy> strategy_;
};

// Reads a trace in each iteration; how many events it has, 0: it cannot be read.
std::size_t read_events(benchmark::State& state, const std::string& bytes);

}  // namespace heddle::bench
