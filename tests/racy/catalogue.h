#pragma once

// Programs with exactly one race, each a near relative of a race-free program: the edge runs the
// wrong way, or what looks like an edge is none. In the source the two lines that race end in the
// comment "races".

#include <heddle/scenario.h>

#include <span>

namespace heddle::racy {

namespace annotations {
extern const Scenario failed_try;
extern const Scenario readers_in_turn;
}  // namespace annotations

namespace channels {
extern const Scenario buffered_send_waits_for_nobody;
extern const Scenario full_seen;
extern const Scenario length_seen;
extern const Scenario next_slot;
extern const Scenario other_case;
extern const Scenario read_too_early;
extern const Scenario two_receivers;
extern const Scenario two_senders;
}  // namespace channels

namespace goroutines {
extern const Scenario added_is_not_done;
extern const Scenario captured_by_reference;
extern const Scenario exit_seen;
extern const Scenario gave_way;
extern const Scenario slept_long_enough;
extern const Scenario written_after_done;
extern const Scenario written_after_start;
}  // namespace goroutines

namespace locks {
extern const Scenario failed_try;
extern const Scenario readers_write;
extern const Scenario signalled_too_early;
extern const Scenario two_locks;
extern const Scenario used_after_unlock;
}  // namespace locks

namespace publications {
extern const Scenario beside_the_once;
extern const Scenario double_checked_wrong;
extern const Scenario not_yet_cancelled;
extern const Scenario other_key;
extern const Scenario published_too_early;
extern const Scenario put_back_too_early;
extern const Scenario stored_blindly;
extern const Scenario timed_out;
}  // namespace publications

// All of them, sorted by name.
std::span<const Scenario* const> catalogue();

}  // namespace heddle::racy
