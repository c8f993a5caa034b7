#pragma once

// Programs without a race, built to tempt the detector: each is ordered by something that is easy
// to overlook, or does something that looks like a race and is none. None of them may ever show
// anything, under any strategy.

#include <heddle/scenario.h>

#include <span>

namespace heddle::race_free {

namespace annotations {
extern const Scenario fibers;
extern const Scenario own_lock;
extern const Scenario own_readers;
extern const Scenario told;
}  // namespace annotations

namespace atomics {
extern const Scenario bits_collected;
extern const Scenario flag_after_data;
extern const Scenario last_one_out;
extern const Scenario learned_from_failure;
extern const Scenario mailbox;
extern const Scenario published;
extern const Scenario spin_lock;
extern const Scenario stack_of_nodes;
extern const Scenario tickets;
extern const Scenario value_compared;
extern const Scenario value_swapped;
extern const Scenario whole_value;
}  // namespace atomics

namespace buffers {
extern const Scenario in_order;
extern const Scenario left_behind;
extern const Scenario moves_up;
extern const Scenario offered_until_taken;
extern const Scenario one_token;
extern const Scenario ring_of_buffers;
extern const Scenario two_permits;
extern const Scenario used_again;
extern const Scenario without_contents;
}  // namespace buffers

namespace channels {
extern const Scenario answered_by_receiving;
extern const Scenario big_copies;
extern const Scenario closed_means_ready;
extern const Scenario collected;
extern const Scenario failed_tries;
extern const Scenario handed_over;
extern const Scenario moved_only;
extern const Scenario ping_pong;
extern const Scenario pipeline;
extern const Scenario request_and_reply;
}  // namespace channels

namespace contexts {
extern const Scenario asked_for_the_error;
extern const Scenario cancelled_with_a_reason;
extern const Scenario child_of_the_dead;
extern const Scenario closed_from_above;
extern const Scenario deadline_passes;
extern const Scenario function_after_cancel;
extern const Scenario registered_before;
extern const Scenario taken_back;
extern const Scenario values_read_by_all;
}  // namespace contexts

namespace exceptions {
extern const Scenario caught_by_each;
extern const Scenario deferred_in_order;
extern const Scenario error_handed_over;
extern const Scenario left_by_goexit;
extern const Scenario recovered_under_lock;
}  // namespace exceptions

namespace groups {
extern const Scenario first_error;
extern const Scenario flight_by_channel;
extern const Scenario inherited;
extern const Scenario nothing_left_to_wait_for;
extern const Scenario one_at_a_time;
extern const Scenario results_of_all;
extern const Scenario round_after_round;
extern const Scenario shared_flight;
extern const Scenario two_wait;
}  // namespace groups

namespace layouts {
extern const Scenario bit_fields;
extern const Scenario bytes;
extern const Scenario elements;
extern const Scenario fields;
extern const Scenario halves;
extern const Scenario optionals;
extern const Scenario ranges;
extern const Scenario unaligned;
extern const Scenario wide;
}  // namespace layouts

namespace limits {
extern const Scenario all_permits;
extern const Scenario limited_but_apart;
extern const Scenario one_permit;
extern const Scenario released_by_another;
extern const Scenario stopped_by_a_signal;
extern const Scenario told_by_a_signal;
}  // namespace limits

namespace locks {
extern const Scenario bounded_queue;
extern const Scenario given_away_under_lock;
extern const Scenario growing_vector;
extern const Scenario table_under_lock;
extern const Scenario told_all;
extern const Scenario told_by_signal;
extern const Scenario tried_until_free;
extern const Scenario two_locks_two_fields;
extern const Scenario unlocked_by_another;
}  // namespace locks

namespace memory {
extern const Scenario block_grown;
extern const Scenario block_used_again;
extern const Scenario constants;
extern const Scenario last_owner_destroys;
extern const Scenario maybe_still_there;
extern const Scenario own_copies;
extern const Scenario scratch_by_number;
extern const Scenario shared_callable;
extern const Scenario stack_used_again;
extern const Scenario streams_of_their_own;
}  // namespace memory

namespace onces {
extern const Scenario double_checked;
extern const Scenario double_checked_std;
extern const Scenario function_once;
extern const Scenario local_static;
extern const Scenario made_by_the_first;
extern const Scenario once_that_panicked;
extern const Scenario static_under_way;
extern const Scenario value_once;
}  // namespace onces

namespace rwlocks {
extern const Scenario looked_up_then_made;
extern const Scenario own_elements_while_reading;
extern const Scenario read_then_written;
extern const Scenario reading_side_as_lock;
extern const Scenario tried_to_read;
extern const Scenario tried_to_write;
extern const Scenario two_writers;
extern const Scenario written_then_read;
}  // namespace rwlocks

namespace selects {
extern const Scenario either_of_two;
extern const Scenario only_if_it_happened;
extern const Scenario result_or_timeout;
extern const Scenario whoever_receives;
extern const Scenario work_or_quit;
}  // namespace selects

namespace tables {
extern const Scenario cleared;
extern const Scenario keys_apart;
extern const Scenario looked_up;
extern const Scenario met_in_range;
extern const Scenario scratch_buffers;
extern const Scenario stored_by_the_first;
extern const Scenario taken_out;
}  // namespace tables

namespace timers {
extern const Scenario every_tick;
extern const Scenario function_of_a_timer;
extern const Scenario one_after_another;
extern const Scenario put_off;
extern const Scenario started_again;
extern const Scenario tick_kept;
extern const Scenario ticks_under_lock;
}  // namespace timers

// All of them, sorted by name.
std::span<const Scenario* const> catalogue();

}  // namespace heddle::race_free
