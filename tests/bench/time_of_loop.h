#pragma once

#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "access_loops.h"

namespace heddle::bench {

// Nanoseconds for each access of a loop. The best of some: the machine is shared.
inline double time_of(const AccessLoop& loop) {
  constexpr std::size_t rounds = 200;
  constexpr int samples = 5;
  const auto now_ns = [] {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
  };
  std::vector<std::uint64_t> memory(loop_words, 1);
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < samples; ++i) {
    const double begin = now_ns();
    benchmark::DoNotOptimize(loop.run(memory, rounds));
    best = std::min(best, now_ns() - begin);
  }
  return best / static_cast<double>(rounds * loop.accesses_per_round);
}

}  // namespace heddle::bench
