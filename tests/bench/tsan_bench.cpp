// The loops of memory_bench.cpp under the compiler's own ThreadSanitizer: one thread, nothing
// races. Prints a line a loop, to stand beside heddle_bench_memory's.

#include <time.h>

#include <cstdio>

#include "access_loops.h"

namespace {

constexpr std::size_t rounds = 200;
constexpr int samples = 5;

double now_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double measure(const heddle::bench::AccessLoop& loop) {
  std::vector<std::uint64_t> memory(heddle::bench::loop_words, 1);
  double best = 0;
  for (int i = 0; i < samples; ++i) {
    const double begin = now_ns();
    loop.run(memory, rounds);
    const double taken = now_ns() - begin;
    if (i == 0 || taken < best) best = taken;
  }
  return best / static_cast<double>(rounds * loop.accesses_per_round);
}

}  // namespace

int main() {
  for (std::size_t i = 0; i < heddle::bench::watched::loops.size(); ++i) {
    const double plain_ns = measure(heddle::bench::plain::loops[i]);
    const double watched_ns = measure(heddle::bench::watched::loops[i]);
    std::printf("ThreadSanitizer/%-10s plain_ns=%.3f ns_per_access=%.2f ratio=%.1f\n",
                heddle::bench::plain::loops[i].name, plain_ns, watched_ns, watched_ns / plain_ns);
  }
}
