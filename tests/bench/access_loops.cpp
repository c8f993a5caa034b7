// Compiled several times, each time with HEDDLE_LOOPS naming another namespace.

#include "access_loops.h"

namespace heddle::bench::HEDDLE_LOOPS {
namespace {

// Volatile would be an access of its own kind; this only keeps the compiler from knowing better.
[[gnu::noinline]] void escape(std::uint64_t* memory) {
  asm volatile("" : : "r"(memory) : "memory");
}

std::uint64_t sum(std::vector<std::uint64_t>& memory, std::size_t rounds) {
  std::uint64_t total = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < loop_words; ++i) total += memory[i];
    escape(memory.data());
  }
  return total;
}

std::uint64_t increment(std::vector<std::uint64_t>& memory, std::size_t rounds) {
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < loop_words; ++i) ++memory[i];
    escape(memory.data());
  }
  return memory[0];
}

std::uint64_t chase(std::vector<std::uint64_t>& memory, std::size_t rounds) {
  for (std::size_t i = 0; i < loop_words; ++i) memory[i] = (i * 2053 + 1) % loop_words;
  std::uint64_t at = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < loop_words; ++i) at = memory[at];
    escape(memory.data());
  }
  return at;
}

std::uint64_t halves(std::vector<std::uint64_t>& memory, std::size_t rounds) {
  auto* words = reinterpret_cast<std::uint32_t*>(memory.data());
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i + 1 < loop_words; ++i) words[i + 1] += words[i];
    escape(memory.data());
  }
  return words[loop_words - 1];
}

std::uint64_t one_word(std::vector<std::uint64_t>& memory, std::size_t rounds) {
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < loop_words; ++i) {
      ++memory[0];
      escape(memory.data());
    }
  }
  return memory[0];
}

}  // namespace

std::uint64_t touch(std::uint64_t* memory, std::size_t words) {
  for (std::size_t i = 0; i < words; ++i) memory[i] = i;
  escape(memory);
  return memory[words - 1];
}

const std::vector<AccessLoop> loops = {{"sum", sum, loop_words},
                                       {"increment", increment, 2 * loop_words},
                                       {"chase", chase, loop_words},
                                       {"halves", halves, 3 * loop_words},
                                       {"one_word", one_word, 2 * loop_words}};

}  // namespace heddle::bench::HEDDLE_LOOPS
