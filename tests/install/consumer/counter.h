#pragma once

// Both have a race.
void count_to_two();
void copy_twice();
