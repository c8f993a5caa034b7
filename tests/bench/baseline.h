#pragma once

// The physical baseline that every ratio refers to: one switch between two fibers, each four calls
// deep, measured in the same process just before. Machines differ by half from day to day; ratios
// do not.

#include <benchmark/benchmark.h>

namespace heddle::bench {

// Nanoseconds of one raw switch at call depth 4, measured once per process.
double raw_switch_ns();

// Adds the counter `ratio`: time of one of `operations` divided by a raw switch.
void report_ratio(benchmark::State& state, double operations, double seconds);

// A stop watch of the processor time of this thread.
class Watch {
 public:
  Watch();
  double seconds() const;

 private:
  long start_ns_;
};

}  // namespace heddle::bench
