#pragma once

// The physical baseline that every ratio refers to: one switch between two fibers, each four calls
// deep, measured in the same process when the figure is. Machines differ by half from day to day,
// and a shared one from minute to minute; ratios differ less.

#include <benchmark/benchmark.h>

namespace heddle::bench {

// Nanoseconds of one raw switch at call depth 4, measured now.
double raw_switch_ns();

// Adds the counter `ratio`: time of one of `operations` divided by a raw switch.
void report_ratio(benchmark::State& state, double operations, double seconds);

// Adds `ns` as well, where an iteration is more than one operation.
void report_operation(benchmark::State& state, double operations, double seconds);

// A stop watch of the processor time of this thread.
class Watch {
 public:
  Watch();
  double seconds() const;

 private:
  long start_ns_;
};

}  // namespace heddle::bench
