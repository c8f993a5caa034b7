#pragma once

// One small program for each kind of finding. docs/detection.md shows them beside the reports they
// print.

#include <heddle/heddle.h>

namespace heddle::examples {

using namespace std::chrono_literals;

extern const Scenario channel_race;
extern const Scenario check_failed;
extern const Scenario close_nil;
extern const Scenario context_leak;
extern const Scenario crash;
extern const Scenario data_race;
extern const Scenario dead_stack;
extern const Scenario deadlock;
extern const Scenario double_close;
extern const Scenario hang;
extern const Scenario leak;
extern const Scenario limit;
extern const Scenario livelock;
extern const Scenario local_data_race;
extern const Scenario lock_held_at_exit;
extern const Scenario lock_order;
extern const Scenario lost_wakeup;
extern const Scenario negative_waitgroup;
extern const Scenario nondeterminism;
extern const Scenario out_of_memory;
extern const Scenario panic;
extern const Scenario partial_deadlock;
extern const Scenario plain_data_race;
extern const Scenario send_on_closed;
extern const Scenario stack_overflow;
extern const Scenario step_limit;
extern const Scenario unlock_unlocked;
extern const Scenario use_after_free;
extern const Scenario waitgroup_misuse;

}  // namespace heddle::examples
