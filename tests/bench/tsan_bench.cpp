// The loops of memory_bench.cpp under the compiler's own ThreadSanitizer: one thread, nothing
// races. To stand beside heddle_bench_memory's figures, with the same counters.

#include <benchmark/benchmark.h>

#include <cstddef>

#include "access_loops.h"
#include "time_of_loop.h"

namespace heddle::bench {
namespace {

void BM_ThreadSanitizerAccess(benchmark::State& state) {
  const auto index = static_cast<std::size_t>(state.range(0));
  const double plain_ns = time_of(plain::loops[index]);
  double watched_ns = 0;
  for (auto _ : state) watched_ns = time_of(watched::loops[index]);
  state.SetLabel(plain::loops[index].name);
  state.counters["plain_ns"] = plain_ns;
  state.counters["ns_per_access"] = watched_ns;
  state.counters["ratio"] = watched_ns / plain_ns;
}
BENCHMARK(BM_ThreadSanitizerAccess)->DenseRange(0, 4)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle::bench

BENCHMARK_MAIN();
