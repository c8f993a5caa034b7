// The raw switch between fibers, beside Boost.Context's.

#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <boost/context/detail/fcontext.hpp>
#include <cstddef>
#include <vector>

#include "baseline.h"
#include "engine/fiber.h"

namespace heddle::bench {
namespace {

namespace fcontext = boost::context::detail;

constexpr std::size_t stack_bytes = 64 * 1024;
constexpr int call_depth = 4;

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

void ping(void* argument) {
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

struct BoostSide {
  fcontext::fcontext_t peer = nullptr;
  void operator()() { peer = fcontext::jump_fcontext(peer, nullptr).fctx; }
};

void boost_ping(fcontext::transfer_t from) {
  BoostSide side{from.fctx};
  for (;;) descend(call_depth, side);
}

class BoostSwitch {
 public:
  BoostSwitch() : stack_(stack_bytes) {
    side_.peer = fcontext::make_fcontext(stack_.data() + stack_bytes, stack_bytes, boost_ping);
  }
  void there_and_back() { descend(call_depth, side_); }

 private:
  std::vector<std::byte> stack_;
  BoostSide side_;
};

// The calls down and up alone, which a switch does not cost.
class NoSwitch {
 public:
  void there_and_back() {
    descend(call_depth, nothing_);
    descend(call_depth, nothing_);
  }

 private:
  struct Nothing {
    void operator()() const { asm volatile("" ::: "memory"); }
  };
  Nothing nothing_;
};

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

void BM_RawSwitch(benchmark::State& state) {
  RawSwitch subject;
  const Watch watch;
  for (auto _ : state) subject.there_and_back();
  const double switches = 2.0 * static_cast<double>(state.iterations());
  state.counters["ns_a_switch"] = watch.seconds() * 1e9 / switches;
  const double calls = measure_ns<NoSwitch>();
  const double ours = measure_ns<RawSwitch>();
  const double boosts = measure_ns<BoostSwitch>();
  state.counters["of_fcontext"] = ours / boosts;
  state.counters["ns_added"] = ours - calls;
  state.counters["added_of_fcontext"] = (ours - calls) / (boosts - calls);
  report_ratio(state, switches, watch.seconds());
}
BENCHMARK(BM_RawSwitch);

void BM_FcontextSwitch(benchmark::State& state) {
  BoostSwitch subject;
  const Watch watch;
  for (auto _ : state) subject.there_and_back();
  const double switches = 2.0 * static_cast<double>(state.iterations());
  state.counters["ns_a_switch"] = watch.seconds() * 1e9 / switches;
  report_ratio(state, switches, watch.seconds());
}
BENCHMARK(BM_FcontextSwitch);

// Of this thread: what other processes take does not count.
long cpu_ns() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1'000'000'000L + time.tv_nsec;
}

}  // namespace

Watch::Watch() : start_ns_(cpu_ns()) {}
double Watch::seconds() const { return static_cast<double>(cpu_ns() - start_ns_) / 1e9; }

double raw_switch_ns() {
  static const double ns = measure_ns<RawSwitch>();
  return ns;
}

void report_ratio(benchmark::State& state, double operations, double seconds) {
  state.counters["ratio"] = seconds * 1e9 / operations / raw_switch_ns();
}

}  // namespace heddle::bench
