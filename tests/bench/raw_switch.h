#pragma once

// The raw switch between two fibers: the subject of switch_bench.cpp, and the physical baseline.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "baseline.h"
#include "engine/fiber.h"

namespace heddle::bench {

inline constexpr std::size_t stack_bytes = 64 * 1024;
inline constexpr int call_depth = 4;

// The switch happens `depth` calls below the loop, as it does in a program: the returns on the way
// up are what a bad switch makes the processor predict wrongly.
template <class Switch>
[[gnu::noinline]] void descend(int depth, Switch& go) {
  if (depth == 0) {
    go();
  } else {
    descend(depth - 1, go);
  }
  asm volatile("" ::: "memory");
}

// Both sides run the same code, as goroutines do: what the return predictor has stored for one is
// right for the other, if the switch keeps it in step.
struct Side {
  engine::Fiber* from;
  engine::Fiber* to;
  void operator()() const { engine::switch_fiber(*from, *to); }
};

inline void ping(void* argument) {
  auto& side = *static_cast<Side*>(argument);
  for (;;) descend(call_depth, side);
}

// Two switches an iteration.
class RawSwitch {
 public:
  RawSwitch() : stack_(stack_bytes) {
    there_ = engine::make_fiber(stack_.data() + stack_bytes, stack_bytes, ping, &pong_);
  }
  void there_and_back() { descend(call_depth, ping_); }

 private:
  std::vector<std::byte> stack_;
  engine::Fiber here_;
  engine::Fiber there_;
  Side ping_{&here_, &there_};
  Side pong_{&there_, &here_};
};

// The best of a few, of one switch.
template <class Subject>
double measure_ns() {
  Subject subject;
  constexpr int rounds = 200'000;
  double best = 1e9;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const Watch watch;
    for (int i = 0; i < rounds; ++i) subject.there_and_back();
    best = std::min(best, watch.seconds() * 1e9 / (2.0 * rounds));
  }
  return best;
}

}  // namespace heddle::bench
