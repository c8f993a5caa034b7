#pragma once

// Loops that do little besides touching memory: the same code compiled without instrumentation, for
// Heddle's runtime, and for the compiler's own ThreadSanitizer.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::bench {

struct AccessLoop {
  const char* name;
  std::uint64_t (*run)(std::vector<std::uint64_t>& memory, std::size_t rounds);
  std::size_t accesses_per_round;  // loads and stores of one round, about
};

inline constexpr std::size_t loop_words = 4096;

namespace plain {
extern const std::vector<AccessLoop> loops;
std::uint64_t touch(std::uint64_t* memory, std::size_t words);
}  // namespace plain
namespace watched {
extern const std::vector<AccessLoop> loops;
// Writes each word once.
std::uint64_t touch(std::uint64_t* memory, std::size_t words);
}  // namespace watched

}  // namespace heddle::bench
