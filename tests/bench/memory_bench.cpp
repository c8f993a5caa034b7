// What it costs to watch plain memory: the same loops as plain code, and watched by a run with race
// detection on. The counters: ns_per_access, and ratio (to the plain loop, measured beside it).

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>

#include <vector>

#include "access_loops.h"
#include "process_memory.h"
#include "time_of_loop.h"

namespace heddle::bench {
namespace {

void BM_Access(benchmark::State& state) {
  const auto index = static_cast<std::size_t>(state.range(0));
  const double plain_ns = time_of(plain::loops[index]);
  double watched_ns = 0;
  for (auto _ : state) {
    const Report report =
        explore([&] { watched_ns = time_of(watched::loops[index]); }, {.runs = 1});
    if (!report.findings().empty()) state.SkipWithError("the loop has a finding");
  }
  state.SetLabel(plain::loops[index].name);
  state.counters["plain_ns"] = plain_ns;
  state.counters["ns_per_access"] = watched_ns;
  state.counters["ratio"] = watched_ns / plain_ns;
}
BENCHMARK(BM_Access)->DenseRange(0, 4)->Iterations(1)->Unit(benchmark::kMillisecond);

// Shadow memory for each byte of memory that is touched.
void BM_ShadowMemory(benchmark::State& state) {
  constexpr std::size_t touched_bytes = 64 << 20;
  double shadow_bytes = 0;
  for (auto _ : state) {
    explore(
        [&] {
          std::vector<std::uint64_t> memory(touched_bytes / 8, 1);
          const double before = resident_bytes();
          benchmark::DoNotOptimize(watched::touch(memory.data(), memory.size()));
          shadow_bytes = resident_bytes() - before;
        },
        {.runs = 1});
  }
  state.counters["shadow_per_byte"] = shadow_bytes / static_cast<double>(touched_bytes);
}
BENCHMARK(BM_ShadowMemory)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle::bench

BENCHMARK_MAIN();
