// dpor to the end of programs of known size: runs a second, and memory.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>

#include <string>
#include <vector>

#include "baseline.h"
#include "dpor/oracles.h"
#include "engine/run.h"
#include "process_memory.h"
#include "strategy/factory.h"

namespace heddle::bench {
namespace {

void explore(benchmark::State& state, const std::function<void()>& body, std::uint64_t classes) {
  engine::Program program = engine::program_of(body);
  program.detect_races = false;
  constexpr std::uint64_t capacity = 1 << 16;
  std::vector<std::byte> memory(engine::DecisionLog::bytes_for(capacity));
  const engine::DecisionLog log(reinterpret_cast<engine::DecisionLog::Memory*>(memory.data()),
                                capacity);
  engine::Run run;
  double runs = 0;
  double steps = 0;
  const double before = peak_bytes();
  const Watch watch;
  for (auto _ : state) {
    std::string error;
    const auto strategy = strategy::make_strategy("dpor", -1, error);
    for (std::uint64_t i = 0; strategy->begin_run(i, i); ++i) {
      const engine::RunResult result = run.execute(program, *strategy, log, 1);
      strategy->end_run({result.steps, result.decisions, result.goroutines, result.cut != nullptr,
                         !run.findings().empty()});
      ++runs;
      steps += static_cast<double>(result.steps);
    }
    if (strategy->classes() != classes || !strategy->exhaustive()) {
      state.SkipWithError("not the number of classes there are");
    }
  }
  const double seconds = watch.seconds();
  state.counters["runs/s"] = runs / seconds;
  report_ratio(state, runs, seconds);
  state.counters["steps"] = steps / runs;
  state.counters["MB_more"] = (peak_bytes() - before) / (1 << 20);
}

void BM_DporReaders(benchmark::State& state) {
  const int n = static_cast<int>(state.range(0));
  explore(state, [n] { dpor_test::readers(n); }, std::uint64_t{1} << n);
}
BENCHMARK(BM_DporReaders)->Arg(16)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_DporReaders)->Arg(20)->Iterations(1)->Unit(benchmark::kMillisecond);

void BM_DporOracle(benchmark::State& state) {
  const auto oracle = dpor_test::large_oracles()[static_cast<std::size_t>(state.range(0))];
  explore(state, oracle.body, oracle.classes);
  state.SetLabel(oracle.name);
}
BENCHMARK(BM_DporOracle)->DenseRange(0, 1)->Iterations(1)->Unit(benchmark::kMillisecond);

// Runs until the bug of a lock-free stack shows, which takes several preemptions. SafeStack is
// known as a program on which nothing finds it by chance.
void find_safe_stack(benchmark::State& state, const char* spec) {
  const std::function<void()> body = dpor_test::safe_stack;
  engine::Program program = engine::program_of(body);
  program.detect_races = false;
  constexpr std::uint64_t capacity = 1 << 16;
  std::vector<std::byte> memory(engine::DecisionLog::bytes_for(capacity));
  const engine::DecisionLog log(reinterpret_cast<engine::DecisionLog::Memory*>(memory.data()),
                                capacity);
  constexpr double seconds_most = 60;
  double runs = 0;
  const Watch watch;
  for (auto _ : state) {
    std::string error;
    engine::Run run;
    const auto strategy = strategy::make_strategy(spec, -1, error);
    bool found = false;
    for (std::uint64_t i = 0; !found && strategy->begin_run(i, engine::combine(1, i)); ++i) {
      const engine::RunResult result = run.execute(program, *strategy, log, 1);
      found = !run.findings().empty();
      strategy->end_run(
          {result.steps, result.decisions, result.goroutines, result.cut != nullptr, found});
      ++runs;
      if (watch.seconds() > seconds_most) break;
    }
    if (!found) state.SkipWithError("not found within a minute");
  }
  const double seconds = watch.seconds();
  state.counters["runs"] = runs;
  report_ratio(state, runs, seconds);
}

BENCHMARK_CAPTURE(find_safe_stack, pct5, "pct:depth=5")->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(find_safe_stack, portfolio, "portfolio")->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(find_safe_stack, dpor_bound_3, "dpor:bound=3")
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace heddle::bench
