#pragma once

#include <cstdint>
#include <vector>

#include "engine/rng.h"
#include "engine/strategy.h"

namespace heddle::strategy {

// Whether the order of two announced operations makes a difference. What a select may touch is not
// known before it is performed: it conflicts with every operation on a channel.
bool conflicting(const engine::Operation& earlier, const engine::Operation& later) noexcept;

// A priority for the next operation of each goroutine, drawn anew for every operation.
class EventPriorities {
 public:
  EventPriorities() { priorities_.reserve(64); }

  void begin_run() noexcept { priorities_.clear(); }
  // Every goroutine passes here before it can be ready, in the order of the ordinals.
  void spawned(const engine::Goroutine& goroutine, engine::Rng& rng);
  // Who spins comes after everybody else, once.
  void yielded(const engine::Goroutine& goroutine) noexcept { priorities_[goroutine.ordinal] = 0; }

  std::uint64_t operator[](const engine::Goroutine& goroutine) const noexcept {
    return priorities_[goroutine.ordinal];
  }
  // Of two equal draws of 64 bits the lower ordinal's counts, as the order of an array must not.
  bool higher(const engine::Goroutine& a, const engine::Goroutine& b) const noexcept {
    const std::uint64_t of_a = priorities_[a.ordinal];
    const std::uint64_t of_b = priorities_[b.ordinal];
    return of_a != of_b ? of_a > of_b : a.ordinal < b.ordinal;
  }
  engine::Goroutine* highest(const engine::Choice& choice) const noexcept;

  // `next` performs its operation: a new priority for its next one, and for each operation that
  // had to wait for this one.
  void performs(const engine::Choice& choice, const engine::Goroutine& next, engine::Rng& rng);

 private:
  std::vector<std::uint64_t> priorities_;  // by ordinal
};

}  // namespace heddle::strategy
