// Small programs that other testers are measured with, and what their parts cost.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>

#include "baseline.h"
#include "lock_and_increment.h"
#include "run_loop.h"

namespace heddle::bench {
namespace {

template <int goroutines, int rounds>
void add_atomically() {
  Atomic<int> counter{0};
  WaitGroup done;
  done.add(goroutines);
  for (int i = 0; i < goroutines; ++i) {
    go([&] {
      for (int round = 0; round < rounds; ++round) counter.add(1);
      done.done();
    });
  }
  done.wait();
}

// Three stages over channels of two, as a program with goroutines is often built.
void square_in_stages() {
  const Chan<int> numbers = make_chan<int>(2);
  const Chan<int> squares = make_chan<int>(2);
  go([=] {
    for (int i = 0; i < 20; ++i) numbers.send(i);
    numbers.close();
  });
  go([=] {
    while (const auto n = numbers.recv()) squares.send(*n * *n);
    squares.close();
  });
  while (squares.recv()) {
  }
}

constinit const Scenario lock_inc_2{.name = "lock_inc_2", .body = [] { lock_and_increment(2, 1); }};
constinit const Scenario k1{.name = "k1", .body = [] { lock_and_increment(3, 20); }};
constinit const Scenario k5{.name = "k5", .body = add_atomically<3, 20>};
constinit const Scenario b2{.name = "b2", .body = add_atomically<3, 5>};
constinit const Scenario pipeline{.name = "pipeline", .body = square_in_stages};

void BM_LockIncUnlock2(benchmark::State& state) { measure_runs(state, lock_inc_2); }
void BM_LockIncUnlock2Classes(benchmark::State& state) { measure_runs(state, lock_inc_2, true); }
void BM_K1(benchmark::State& state) { measure_runs(state, k1); }
void BM_K5(benchmark::State& state) { measure_runs(state, k5); }
void BM_B2(benchmark::State& state) { measure_runs(state, b2); }
void BM_Pipeline(benchmark::State& state) { measure_runs(state, pipeline); }
// With the hash of each run's class (engine/class_hash.h).
void BM_K1Classes(benchmark::State& state) { measure_runs(state, k1, true); }
void BM_K5Classes(benchmark::State& state) { measure_runs(state, k5, true); }
BENCHMARK(BM_LockIncUnlock2);
BENCHMARK(BM_K1);
BENCHMARK(BM_K5);
BENCHMARK(BM_B2);
BENCHMARK(BM_Pipeline);
BENCHMARK(BM_LockIncUnlock2Classes);
BENCHMARK(BM_K1Classes);
BENCHMARK(BM_K5Classes);

// A decided operation with a switch: two goroutines, each on an object of its own, and a strategy
// that always takes the other one.
constexpr int decided_operations = 10'000;

void take_turns() {
  auto* a = make<Atomic<int>>(0);
  auto* b = make<Atomic<int>>(0);
  go([=] {
    for (int i = 0; i < decided_operations; ++i) a->store(i);
  });
  for (int i = 0; i < decided_operations; ++i) b->store(i);
}

void BM_DecidedSwitch(benchmark::State& state) {
  const Scenario scenario{.name = "take_turns", .body = take_turns, .detect_races = false};
  RunLoop loop(scenario, "round-robin");
  const Watch watch;
  for (auto _ : state) loop.run();
  const double seconds = watch.seconds();
  report_operation(state, loop.switches(), seconds);
  loop.report(state, seconds);
}
BENCHMARK(BM_DecidedSwitch);

constexpr int spawned = 64;

void spawn_and_exit() {
  for (int i = 0; i < spawned; ++i) go([] {});
}

void BM_SpawnExit(benchmark::State& state) {
  const Scenario scenario{.name = "spawn_and_exit", .body = spawn_and_exit};
  RunLoop loop(scenario, "random");
  const Watch watch;
  for (auto _ : state) loop.run();
  const double seconds = watch.seconds();
  report_operation(state, loop.runs() * spawned, seconds);
  loop.report(state, seconds);
}
BENCHMARK(BM_SpawnExit);

}  // namespace
}  // namespace heddle::bench

BENCHMARK_MAIN();
