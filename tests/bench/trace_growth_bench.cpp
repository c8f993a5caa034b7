// How the cost of recording a run, and of its trace, grows with the events: a thousand to ten
// million. What is in proportion has the same time an event everywhere.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>
#include <heddle/trace/graph.h>
#include <heddle/trace/trace_file.h>

#include <memory>
#include <string>

#include "baseline.h"
#include "lock_and_increment.h"
#include "process_memory.h"
#include "recorded.h"

namespace heddle::bench {
namespace {

// Of each goroutine; set before the run, so that one body does for all sizes.
std::int64_t rounds = 0;

constexpr int goroutines = 3;
constexpr int events_a_round = 3;

constinit const Scenario scenario{.name = "lock_and_increment",
                                  .body = [] { lock_and_increment(goroutines, rounds); },
                                  .limits = {.steps = 100'000'000, .events = 20'000'000}};

void set_events(const benchmark::State& state) {
  rounds = state.range(0) / (goroutines * events_a_round);
}

// The trace of the size asked for last: only one fits into memory.
const trace::Trace& trace_of(const benchmark::State& state) {
  static std::unique_ptr<trace::Trace> trace;
  static std::int64_t events = 0;
  if (events != state.range(0)) {
    trace.reset();
    set_events(state);
    events = state.range(0);
    Recorded recorded(scenario);
    recorded.run(true);
    trace = std::make_unique<trace::Trace>(recorded.trace());
  }
  return *trace;
}

void report(benchmark::State& state, double events, double seconds) {
  report_operation(state, events * static_cast<double>(state.iterations()), seconds);
}

void BM_RecordEvents(benchmark::State& state) {
  set_events(state);
  const double before = resident_bytes();
  Recorded recorded(scenario);
  recorded.run(true);  // memory is had from the system once
  const auto events = static_cast<double>(recorded.events());
  state.counters["bytes/event"] = (resident_bytes() - before) / events;
  const Watch watch;
  for (auto _ : state) recorded.run(true);
  report(state, events, watch.seconds());
}

void BM_WriteEvents(benchmark::State& state) {
  const trace::Trace& trace = trace_of(state);
  const auto events = static_cast<double>(trace.events.size());
  std::size_t bytes = 0;
  const Watch watch;
  for (auto _ : state) bytes = trace::to_bytes(trace).size();
  report(state, events, watch.seconds());
  state.counters["bytes/event"] = static_cast<double>(bytes) / events;
}

void BM_ReadEvents(benchmark::State& state) {
  const std::string bytes = trace::to_bytes(trace_of(state));
  const Watch watch;
  const std::size_t events = read_events(state, bytes);
  const double seconds = watch.seconds();
  if (events == 0) return state.SkipWithError("what was written cannot be read");
  report(state, static_cast<double>(events), seconds);
}

void BM_GraphOfEvents(benchmark::State& state) {
  const trace::Trace& trace = trace_of(state);
  const Watch watch;
  for (auto _ : state) {
    const trace::Graph graph(trace);
    benchmark::DoNotOptimize(graph.events_of(1).size());
  }
  report(state, static_cast<double>(trace.events.size()), watch.seconds());
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(1'000, 10'000'000)->Unit(benchmark::kMillisecond);
}
BENCHMARK(BM_RecordEvents)->Apply(sizes);
BENCHMARK(BM_WriteEvents)->Apply(sizes);
BENCHMARK(BM_ReadEvents)->Apply(sizes);
BENCHMARK(BM_GraphOfEvents)->Apply(sizes);

}  // namespace
}  // namespace heddle::bench
