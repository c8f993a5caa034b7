#pragma once

#include <heddle/time.h>
#include <heddle/trace/kind.h>

#include <cstdint>

namespace heddle {

using trace::Kind;
using trace::Kinds;

// What one run of a scenario may use up. Reaching one of these is a finding of its own kind.
struct Limits {
  std::uint64_t steps = 100'000;                         // operations; step-limit
  std::uint32_t goroutines = 1'100'000;                  // alive at once; limit
  std::uint32_t stack_bytes = 64 * 1024;                 // of each goroutine; stack-overflow
  std::uint64_t memory_bytes = 12ULL << 30;              // of make<T> and the primitives; limit
  std::uint64_t events = 20'000'000;                     // of a recorded run; limit
  Duration virtual_time = std::chrono::hours(24 * 365);  // on the clock; limit
  std::uint64_t drain_steps = 10'000;  // after main returned; then who still runs leaks
};

// A named program with goroutines, and what it is expected to show. Scenarios are constants:
//
//     constinit const Scenario lost_result{
//         .name = "lost_result",
//         .story = "The caller gives up; the worker then blocks for ever on its send.",
//         .expect = {Kind::leak},
//         .body = [] { ... },
//         .fixed = [] { ... },
//     };
//
// The body runs as the goroutine main. It may run many times in one process: whatever it needs it
// makes inside.
struct Scenario {
  const char* name = "";                    // as on the command line: "leaks/lost_result"
  const char* story = "";                   // what goes wrong, in a sentence or two
  const char* tags = "";                    // words separated by spaces, for `heddle list`
  Kinds expect = {};                        // empty: the scenario is correct
  void (*body)() = nullptr;                 // what runs as main
  void (*fixed)() = nullptr;                // the repaired twin, or none
  bool drain = true;                        // false: the process ends when main returns, as in Go
  TimerRules timers = TimerRules::go_1_23;  // which Go's timer channels it has
  bool channel_queue_fifo = true;  // false: which waiting sender or receiver goes is a choice
  bool detect_races = true;        // false: nothing is checked for data races
  Limits limits = {};              // what one run may use up
};

}  // namespace heddle
