#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/strategy.h"
#include "strategy/hash_index.h"

namespace heddle::strategy {

// What a run did, as small counters: a fuzzer keeps the inputs that move one. Counted are
//
//   pairs of a reader and its source (strategy/sources.h): a load and its store, an acquire and the
//     release before it, a receive and its send, and whether the reader had waited;
//   pairs of locks, one taken while the other was held;
//   how full a channel was at each send and receive.
//
// Places are hashed by their words and objects by who made them, so that the same run moves the
// same counters in every process.
class FuzzFeedback {
 public:
  // A power of two of counters, which somebody else sets to zero.
  explicit FuzzFeedback(std::span<std::uint8_t> counters) noexcept : counters_(counters) {}

  void begin_run();
  void met(std::uint64_t reader, std::uint64_t source, bool own, bool waited) noexcept {
    hit(engine::combine(engine::combine(reader, source), (own ? 1U : 0U) | (waited ? 2U : 0U)));
  }
  // After every operation on an object; `name` is its place's.
  void performed(const engine::Performed& what, std::uint64_t name);

 private:
  void hit(std::uint64_t hash) noexcept {
    std::uint8_t& counter = counters_[hash & (counters_.size() - 1)];
    if (counter != 255) ++counter;
  }
  std::span<std::uint8_t> counters_;
  HashIndex channels_;
  std::vector<std::uint32_t> levels_;  // values sent and not yet received
};

}  // namespace heddle::strategy
