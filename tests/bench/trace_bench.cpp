// What a trace costs: recording it, writing it, reading it, building its graph.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>
#include <heddle/trace/graph.h>
#include <heddle/trace/trace_file.h>

#include <span>
#include <string>

#include "baseline.h"
#include "lock_and_increment.h"
#include "own_folder.h"
#include "process_memory.h"
#include "recorded.h"

namespace heddle::bench {
namespace {

constexpr int rounds = 110'000;

// About a million events: three goroutines that lock, update and unlock.
void locked() { lock_and_increment(3, rounds); }

// The same number of events: three stages over channels of four.
void pipeline() {
  Chan<int> numbers = make_chan<int>(4);
  Chan<int> squares = make_chan<int>(4);
  go([=] {
    for (int i = 0; i < 2 * rounds; ++i) numbers.send(i);
    numbers.close();
  });
  go([=] {
    while (const auto n = numbers.recv()) squares.send(*n);
    squares.close();
  });
  while (squares.recv()) {
  }
}

constexpr Limits roomy{.steps = 100'000'000, .events = 20'000'000};
constinit const Scenario locked_scenario{.name = "locked", .body = locked, .limits = roomy};
constinit const Scenario pipeline_scenario{.name = "pipeline", .body = pipeline, .limits = roomy};

// The same run again and again; every second one is recorded, so that both meet the same noise.
void record(benchmark::State& state, const Scenario& scenario) {
  Recorded recorded(scenario);
  recorded.run(true);
  double with = 0;
  double without = 0;
  double events = 0;
  for (auto _ : state) {
    const Watch plain;
    recorded.run(false);
    without += plain.seconds();
    const Watch watch;
    recorded.run(true);
    with += watch.seconds();
    events += static_cast<double>(recorded.events());
  }
  state.counters["ns/event"] = (with - without) / events * 1e9;
  state.counters["run ns/event"] = without / events * 1e9;
  report_ratio(state, events, with - without);
}
void BM_RecordLocks(benchmark::State& state) { record(state, locked_scenario); }
void BM_RecordPipeline(benchmark::State& state) { record(state, pipeline_scenario); }
BENCHMARK(BM_RecordLocks)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_RecordPipeline)->Unit(benchmark::kMillisecond);

const trace::Trace& recorded_trace(const Scenario& scenario) {
  const auto make = [](const Scenario& of) {
    Recorded recorded(of);
    recorded.run(true);
    return recorded.trace();
  };
  static const trace::Trace of_locks = make(locked_scenario);
  static const trace::Trace of_pipeline = make(pipeline_scenario);
  return &scenario == &locked_scenario ? of_locks : of_pipeline;
}

// The same events again and again, as one run.
trace::Trace repeated(const trace::Trace& trace, std::uint32_t times) {
  trace::Trace out = trace;
  const auto events = static_cast<std::uint32_t>(trace.events.size());
  for (std::uint32_t i = 1; i < times; ++i) {
    for (trace::Event event : trace.events) {
      event.number += i * events;
      event.edges = static_cast<std::uint32_t>(out.edges.size());
      const auto edges =
          std::span(trace.edges)
              .subspan(trace.events[event.number - i * events - 1].edges, event.edge_count);
      for (const std::uint32_t edge : edges) out.edges.push_back(edge + i * events);
      out.events.push_back(event);
    }
  }
  return out;
}

void per_event(benchmark::State& state, std::size_t events, double seconds) {
  const double all = static_cast<double>(events) * static_cast<double>(state.iterations());
  state.counters["ns/event"] = seconds / all * 1e9;
  state.counters["events/s"] = all / seconds;
  report_ratio(state, all, seconds);
}

void write(benchmark::State& state, const Scenario& scenario) {
  const trace::Trace& trace = recorded_trace(scenario);
  std::size_t bytes = 0;
  const Watch watch;
  for (auto _ : state) bytes = trace::to_bytes(trace).size();
  per_event(state, trace.events.size(), watch.seconds());
  state.counters["bytes/event"] =
      static_cast<double>(bytes) / static_cast<double>(trace.events.size());
}
void BM_WriteLocks(benchmark::State& state) { write(state, locked_scenario); }
void BM_WritePipeline(benchmark::State& state) { write(state, pipeline_scenario); }
BENCHMARK(BM_WriteLocks)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_WritePipeline)->Unit(benchmark::kMillisecond);

void read(benchmark::State& state, const Scenario& scenario) {
  const std::string bytes = trace::to_bytes(recorded_trace(scenario));
  const Watch watch;
  const std::size_t events = read_events(state, bytes);
  per_event(state, events, watch.seconds());
}
void BM_ReadLocks(benchmark::State& state) { read(state, locked_scenario); }
void BM_ReadPipeline(benchmark::State& state) { read(state, pipeline_scenario); }
BENCHMARK(BM_ReadLocks)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ReadPipeline)->Unit(benchmark::kMillisecond);

// From the name of a file to a trace in memory.
void BM_OpenTenMillion(benchmark::State& state) {
  const OwnFolder folder;
  const std::string path = folder.path() / "ten_million.htrace";
  {
    std::string error;
    const trace::Trace trace = repeated(recorded_trace(pipeline_scenario), 10);
    if (!trace::write_trace(trace, path, error)) return state.SkipWithError(error.c_str());
  }
  std::size_t events = 1;
  double bytes = 0;
  const Watch watch;
  for (auto _ : state) {
    const double before = resident_bytes();
    trace::TraceError error;
    const auto trace = trace::read_trace(path, error);
    events = trace ? trace->events.size() : 1;
    bytes = resident_bytes() - before;
  }
  per_event(state, events, watch.seconds());
  state.counters["events"] = static_cast<double>(events);
  state.counters["resident bytes/event"] = bytes / static_cast<double>(events);
}
BENCHMARK(BM_OpenTenMillion)->Unit(benchmark::kMillisecond);

void BM_BuildGraph(benchmark::State& state) {
  const trace::Trace& trace = recorded_trace(pipeline_scenario);
  const Watch watch;
  for (auto _ : state) {
    const trace::Graph graph(trace);
    benchmark::DoNotOptimize(graph.events_of(1).size());
  }
  per_event(state, trace.events.size(), watch.seconds());
}
BENCHMARK(BM_BuildGraph)->Unit(benchmark::kMillisecond);

// All that happens before the last event: what a selection in a viewer asks for.
void BM_PrefixOfTheEnd(benchmark::State& state) {
  const trace::Trace& trace = recorded_trace(pipeline_scenario);
  const trace::Graph graph(trace);
  const auto last = static_cast<std::uint32_t>(trace.events.size());
  const Watch watch;
  for (auto _ : state) benchmark::DoNotOptimize(graph.prefix(last).border(1));
  per_event(state, trace.events.size(), watch.seconds());
}
BENCHMARK(BM_PrefixOfTheEnd)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle::bench
