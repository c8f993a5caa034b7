// Three ways to count together: with an atomic, under a mutex, in a shard of one's own that is
// added at the end. The time is Heddle's, for running and checking each: what caches and cores make
// of them is not simulated. What is saved by sharding is decisions.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>

#include <array>

#include "baseline.h"
#include "run_loop.h"

namespace heddle::bench {
namespace {

constexpr int goroutines = 4;
constexpr int increments = 50;

template <class Increment>
void count_together(Increment increment) {
  WaitGroup done;
  done.add(goroutines);
  for (int i = 0; i < goroutines; ++i) {
    go([&, i] {
      increment(i);
      done.done();
    });
  }
  done.wait();
}

void atomic() {
  Atomic<int> counter{0};
  count_together([&](int) {
    for (int i = 0; i < increments; ++i) counter.add(1);
  });
  check(counter.load() == goroutines * increments, "every increment counts");
}

void mutex() {
  Mutex mutex;
  Var<int> counter{0};
  count_together([&](int) {
    for (int i = 0; i < increments; ++i) {
      const Lock lock(mutex);
      counter.update([](int& value) { ++value; });
    }
  });
  check(counter.read() == goroutines * increments, "every increment counts");
}

void sharded() {
  std::array<Var<int>, goroutines> shards;
  Atomic<int> counter{0};
  count_together([&](int shard) {
    for (int i = 0; i < increments; ++i) {
      shards[static_cast<std::size_t>(shard)].update([](int& value) { ++value; });
    }
    counter.add(shards[static_cast<std::size_t>(shard)].read());
  });
  check(counter.load() == goroutines * increments, "every increment counts");
}

void counters(benchmark::State& state, void (*body)()) {
  const Scenario scenario{.name = "counters", .body = body};
  RunLoop loop(scenario, "random");
  for (int i = 0; i < 10; ++i) loop.run();  // pools fill up
  const double before = loop.runs();
  const Watch watch;
  for (auto _ : state) loop.run();
  const double seconds = watch.seconds();
  const double runs = loop.runs() - before;
  report_operation(state, runs * goroutines * increments, seconds);
  loop.report(state, seconds * loop.runs() / runs);
}
BENCHMARK_CAPTURE(counters, atomic, atomic);
BENCHMARK_CAPTURE(counters, mutex, mutex);
BENCHMARK_CAPTURE(counters, sharded, sharded);

}  // namespace
}  // namespace heddle::bench
