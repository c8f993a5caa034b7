#pragma once

// Small random programs over all primitives, and what can be seen of a run of one: what each
// operation returned, who was still waiting at the end. Two runs of one happens-before class show
// the same; so whatever some schedule shows, an exploration of all classes must show.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace heddle::dpor_test {

// What programs are made of, as bits.
namespace part {
inline constexpr unsigned locks = 1;
inline constexpr unsigned rw = 2;
inline constexpr unsigned channels = 4;
inline constexpr unsigned selects = 8;
inline constexpr unsigned atomics = 16;
inline constexpr unsigned groups = 32;
inline constexpr unsigned conds = 64;
inline constexpr unsigned onces = 128;
inline constexpr unsigned values = 256;  // choose
inline constexpr unsigned clock = 512;   // sleep, timers
inline constexpr unsigned closes = 1024;
inline constexpr unsigned spawns = 2048;
inline constexpr unsigned census = 4096;
inline constexpr unsigned tries = 8192;
inline constexpr unsigned contexts = 16384;
}  // namespace part

class Generated {
 public:
  Generated(std::uint64_t seed, unsigned parts, std::uint32_t goroutines, std::uint32_t operations);

  void operator()();
  // Of the last run.
  std::uint64_t outcome() const;
  std::string outcome_text() const;
  std::string text() const;

 private:
  struct Operation {
    std::uint32_t what, a, b;
  };
  struct Shared;
  void perform(Shared& shared, const Operation& operation, std::uint32_t who);
  void run(Shared& shared, std::uint32_t who);
  void note(std::uint32_t who, std::uint64_t value);

  std::vector<std::vector<Operation>> programs_;
  std::vector<std::uint32_t> capacities_;
  std::uint32_t children_ = 0;
  std::vector<std::vector<std::uint64_t>> seen_;
};

}  // namespace heddle::dpor_test
