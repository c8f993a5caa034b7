#pragma once

#include <cstdint>
#include <cstring>

#include "engine/arena.h"

namespace heddle::engine {

// One component of a vector clock: "goroutine `slot` at its time `time`".
struct Epoch {
  std::uint32_t slot = 0;
  std::uint32_t time = 0;  // 0: never
  friend constexpr bool operator==(Epoch, Epoch) noexcept = default;
};

// What a goroutine, or an object, knows of each goroutine's past (Mattern, Fidge 1988). Missing
// components are zero. Memory comes from the run's arena; a clock grows as goroutines with higher
// slots become known to it.
class VectorClock {
 public:
  std::uint32_t operator[](std::uint32_t slot) const noexcept {
    return slot < size_ ? times_[slot] : 0;
  }
  bool knows(Epoch epoch) const noexcept { return epoch.time <= (*this)[epoch.slot]; }
  bool empty() const noexcept { return size_ == 0; }
  std::uint32_t size() const noexcept { return size_; }

  void set(std::uint32_t slot, std::uint32_t time, Arena& arena) {
    if (slot >= size_) extend(slot + 1, arena);
    times_[slot] = time;
  }
  void tick(std::uint32_t slot) noexcept { ++times_[slot]; }

  void join(const VectorClock& other, Arena& arena) {
    if (other.size_ > size_) extend(other.size_, arena);
    // Four at once and without a branch: which of the two is newer is as good as random.
    for (std::uint32_t i = 0; i < other.size_; i += lane_count) {
      const Lanes mine = load(times_ + i);
      const Lanes theirs = load(other.times_ + i);
      store(times_ + i, mine < theirs ? theirs : mine);
    }
  }

  void assign(const VectorClock& other, Arena& arena) {
    if (other.size_ > capacity_) reserve(other.size_, arena);
    for (std::uint32_t i = 0; i < other.size_; i += lane_count) {
      store(times_ + i, load(other.times_ + i));
    }
    for (std::uint32_t i = other.size_; i < size_; ++i) times_[i] = 0;
    size_ = other.size_;
  }

  void clear() noexcept {
    for (std::uint32_t i = 0; i < size_; ++i) times_[i] = 0;
    size_ = 0;
  }

  // Whether everything in this clock is known to `other`.
  bool within(const VectorClock& other) const noexcept {
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (times_[i] > other[i]) return false;
    }
    return true;
  }

 private:
  // Components from size_ to capacity_ are zero, so that whole groups can be worked on.
  static constexpr std::uint32_t lane_count = 4;
  static constexpr std::uint32_t first_capacity = 8;
  using Lanes __attribute__((vector_size(lane_count * sizeof(std::uint32_t)))) = std::uint32_t;

  static Lanes load(const std::uint32_t* from) noexcept {
    Lanes lanes;
    std::memcpy(&lanes, from, sizeof(lanes));
    return lanes;
  }
  static void store(std::uint32_t* to, Lanes lanes) noexcept {
    std::memcpy(to, &lanes, sizeof(lanes));
  }

  void reserve(std::uint32_t wanted, Arena& arena) {
    std::uint32_t capacity = capacity_ == 0 ? first_capacity : capacity_;
    while (capacity < wanted) capacity *= 2;
    auto* times = static_cast<std::uint32_t*>(
        arena.take(capacity * sizeof(std::uint32_t), alignof(std::uint32_t)));
    for (std::uint32_t i = 0; i < capacity_; i += lane_count) store(times + i, load(times_ + i));
    for (std::uint32_t i = capacity_; i < capacity; i += lane_count) store(times + i, Lanes{});
    times_ = times;
    capacity_ = capacity;
  }
  void extend(std::uint32_t size, Arena& arena) {
    if (size > capacity_) reserve(size, arena);
    size_ = size;
  }

  std::uint32_t* times_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace heddle::engine
