#pragma once

// The built-in scenarios: one bug a file, each with its repaired twin. `heddle check` expects every
// body to show exactly the kinds it names, and every twin to show none.

#include <heddle/scenario.h>

#include <span>

namespace heddle::scenarios {

namespace leaks {
extern const Scenario dropped_stop;
extern const Scenario first_error;
extern const Scenario lost_result;
extern const Scenario missed_signal;
}  // namespace leaks

namespace races {
extern const Scenario lost_update;
extern const Scenario overdraft;
extern const Scenario published_too_early;
extern const Scenario sleep_is_no_order;
}  // namespace races

namespace closes {
extern const Scenario closed_by_receiver;
extern const Scenario send_after_shutdown;
extern const Scenario stopped_before_start;
extern const Scenario two_closers;
}  // namespace closes

namespace deadlocks {
extern const Scenario crossed_locks;
extern const Scenario nested_read;
extern const Scenario notify_under_lock;
extern const Scenario shared_permit;
}  // namespace deadlocks

// All of them, sorted by name.
std::span<const Scenario* const> catalogue();

}  // namespace heddle::scenarios
