// The raw switch between fibers, beside Boost.Context's.

#include <benchmark/benchmark.h>

#include <boost/context/detail/fcontext.hpp>
#include <cstddef>
#include <vector>

#include "baseline.h"
#include "raw_switch.h"

namespace heddle::bench {
namespace {

namespace fcontext = boost::context::detail;

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

void BM_RawSwitch(benchmark::State& state) {
  RawSwitch subject;
  const Watch watch;
  for (auto _ : state) subject.there_and_back();
  const double seconds = watch.seconds();
  const double switches = 2.0 * static_cast<double>(state.iterations());
  const double calls = measure_ns<NoSwitch>();
  const double ours = measure_ns<RawSwitch>();
  const double boosts = measure_ns<BoostSwitch>();
  state.counters["of_fcontext"] = ours / boosts;
  state.counters["ns_added"] = ours - calls;
  state.counters["added_of_fcontext"] = (ours - calls) / (boosts - calls);
  report_operation(state, switches, seconds);
}
BENCHMARK(BM_RawSwitch);

void BM_FcontextSwitch(benchmark::State& state) {
  BoostSwitch subject;
  const Watch watch;
  for (auto _ : state) subject.there_and_back();
  const double switches = 2.0 * static_cast<double>(state.iterations());
  report_operation(state, switches, watch.seconds());
}
BENCHMARK(BM_FcontextSwitch);

}  // namespace
}  // namespace heddle::bench
