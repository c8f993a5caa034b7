#include "baseline.h"

#include <time.h>

#include "raw_switch.h"

namespace heddle::bench {
namespace {

// Of this thread: what other processes take does not count.
long cpu_ns() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1'000'000'000L + time.tv_nsec;
}

}  // namespace

Watch::Watch() : start_ns_(cpu_ns()) {}
double Watch::seconds() const { return static_cast<double>(cpu_ns() - start_ns_) / 1e9; }

double raw_switch_ns() { return measure_ns<RawSwitch>(); }

void report_ratio(benchmark::State& state, double operations, double seconds) {
  state.counters["ratio"] = seconds * 1e9 / operations / raw_switch_ns();
}

void report_operation(benchmark::State& state, double operations, double seconds) {
  state.counters["ns"] = seconds * 1e9 / operations;
  report_ratio(state, operations, seconds);
}

}  // namespace heddle::bench
