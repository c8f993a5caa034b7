#pragma once

#include <cstddef>

namespace heddle::instrument {

// malloc and free in the name of a place in the code.
void* allocate_block(std::size_t bytes, std::size_t alignment, const void* caller);
void free_block(void* block, const void* caller);

// Gives back what was freed during the last run.
void release_quarantine();

// The allocator itself, past all checks.
void* resize_unseen(void* block, std::size_t bytes);
void free_unseen(void* block);

}  // namespace heddle::instrument
