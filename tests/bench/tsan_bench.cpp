// The loops of memory_bench.cpp under the compiler's own ThreadSanitizer: one thread, nothing
// races. To stand beside heddle_bench_memory's figures, with the same counters.

#include <benchmark/benchmark.h>
#include <time.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "access_loops.h"

namespace heddle::bench {
namespace {

constexpr std::size_t rounds = 200;
constexpr int samples = 5;

double now_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double measure(const AccessLoop& loop) {
  std::vector<std::uint64_t> memory(loop_words, 1);
  double best = 0;
  for (int i = 0; i < samples; ++i) {
    const double begin = now_ns();
    loop.run(memory, rounds);
    const double taken = now_ns() - begin;
    if (i == 0 || taken < best) best = taken;
  }
  return best / static_cast<double>(rounds * loop.accesses_per_round);
}

void BM_ThreadSanitizerAccess(benchmark::State& state) {
  const auto index = static_cast<std::size_t>(state.range(0));
  const double plain_ns = measure(plain::loops[index]);
  double watched_ns = 0;
  for (auto _ : state) watched_ns = measure(watched::loops[index]);
  state.SetLabel(plain::loops[index].name);
  state.counters["plain_ns"] = plain_ns;
  state.counters["ns_per_access"] = watched_ns;
  state.counters["ratio"] = watched_ns / plain_ns;
}
BENCHMARK(BM_ThreadSanitizerAccess)->DenseRange(0, 4)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle::bench

BENCHMARK_MAIN();
