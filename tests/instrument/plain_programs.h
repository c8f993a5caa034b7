#pragma once

// Programs on ordinary variables, compiled with heddle_instrument.

namespace heddle::test {

// plain_programs.cpp
void lost_update();
void guarded_update();
void handed_over();
void shared_pointers();
void racing_vector();
void used_after_free();

// atomic_programs.cpp
void published_by_release();
void published_by_seq_cst();
void published_by_relaxed();
void published_by_half();
void published_by_fences();
void published_through_an_update();
void overwritten_by_relaxed();
void plain_beside_atomic();
void counters();
void lost_by_load_and_store();
void spins_after_an_atomic();

// memory_programs.cpp
void reused_block();
void reused_stack();
void neighbours();
void racing_byte();
void racing_copy();
void dead_local();
void ended_goroutine();
void lost_plain_update();
void far_into_a_table();
void race_under_locks();
void double_free();

// nameless_programs.cpp
void lost_without_lines();

// local_programs.cpp
void lost_in_a_caller();
void lost_in_a_parameter(int number);
void lost_in_a_pair();

// outside_programs.cpp
int sum_before_main();
int sum_outside();
void allocate_outside();
void blocks_from_elsewhere();

// relative_programs.cpp
void lost_between_locks();

}  // namespace heddle::test
