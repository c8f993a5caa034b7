// How the cost of a run grows with its goroutines.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>

#include <chrono>

#include "baseline.h"
#include "process_memory.h"
#include "run_loop.h"

namespace heddle::bench {
namespace {

// While all wait.
double resident_at_most = 0;

// Many goroutines wait on one channel; closing it wakes them all.
template <int count>
void wait_all() {
  const Chan<Unit> gate = make_chan<Unit>();
  WaitGroup* done = make<WaitGroup>();
  done->add(count);
  for (int i = 0; i < count; ++i) {
    go([=] {
      gate.recv();
      done->done();
    });
  }
  // Everybody is parked when main goes on.
  sleep(std::chrono::milliseconds(1));
  resident_at_most = resident_bytes();
  gate.close();
  done->wait();
}

template <int count>
void wait_for_all(benchmark::State& state, bool detect_races) {
  const Scenario scenario{.name = "many",
                          .body = wait_all<count>,
                          .detect_races = detect_races,
                          .limits = {.steps = 100'000 + 10 * std::uint64_t{count}}};
  RunLoop loop(scenario, "random");
  const double before = resident_bytes();
  loop.run();  // memory is had from the system once, as in a campaign
  const double memory = resident_at_most - before;
  const Watch watch;
  for (auto _ : state) loop.run();
  const double seconds = watch.seconds();
  const double runs = loop.runs() - 1;
  report_operation(state, runs * count, seconds);
  loop.report(state, seconds * loop.runs() / runs);
  state.counters["KB_a_goroutine"] = memory / count / 1024;
}

template <int count>
void BM_Goroutines(benchmark::State& state) {
  wait_for_all<count>(state, false);
}
BENCHMARK(BM_Goroutines<10>);
BENCHMARK(BM_Goroutines<100>);
BENCHMARK(BM_Goroutines<1'000>);
BENCHMARK(BM_Goroutines<10'000>)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Goroutines<100'000>)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Goroutines<1'000'000>)->Iterations(1)->Unit(benchmark::kMillisecond);

// With race detection: each goroutine has a clock of all.
template <int count>
void BM_CheckedGoroutines(benchmark::State& state) {
  wait_for_all<count>(state, true);
}
BENCHMARK(BM_CheckedGoroutines<10>);
BENCHMARK(BM_CheckedGoroutines<100>);
BENCHMARK(BM_CheckedGoroutines<1'000>)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_CheckedGoroutines<10'000>)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle::bench
