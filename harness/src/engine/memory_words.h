#pragma once

// What a word in memory may point to: a conservative look, as a garbage collector takes one.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::engine {

class Arena;

// Calls `see(word)` for each aligned word of a block.
template <class See>
__attribute__((no_sanitize("address"))) void for_each_word(const void* block, std::size_t bytes,
                                                           See see) {
  constexpr std::uintptr_t word_bytes = sizeof(std::uintptr_t);
  const std::uintptr_t begin =
      (reinterpret_cast<std::uintptr_t>(block) + word_bytes - 1) & ~(word_bytes - 1);
  const std::uintptr_t end = reinterpret_cast<std::uintptr_t>(block) + bytes;
  for (std::uintptr_t at = begin; at + word_bytes <= end; at += word_bytes) {
    see(*reinterpret_cast<const std::uintptr_t*>(at));
  }
}

// Code, constants and global variables of the program and its libraries.
bool in_program(std::uintptr_t word) noexcept;

// Whether a word that points neither into a stack, nor into the run's own memory, nor into the
// program, may be an address all the same. Small numbers are not.
bool may_be_address(std::uintptr_t word) noexcept;

// The program's own writable global variables, without libFuzzer's counters, of which there are
// many and which hold no addresses. With clang's AddressSanitizer those it knows of: the rest of
// the data is its runtime, which is many times larger.
struct Block {
  const void* begin;
  std::size_t bytes;
};
const std::vector<Block>& global_variables();

// Whether a word in the block is an address from `low` up to `top`.
bool leads_into(const Block& block, const void* low, const void* top) noexcept;

}  // namespace heddle::engine
