#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/rng.h"

namespace heddle::strategy {

// From 64-bit keys other than 0 to small numbers. Emptying it costs nothing, so that one serves
// many runs; it never shrinks, so that in time nothing is allocated any more. Nobody can go through
// it: its order means nothing.
class HashIndex {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  HashIndex() : slots_(64) {}

  // Room for so many without growing.
  void reserve(std::size_t count) {
    while (slots_.size() < 2 * (count + 1)) grow();
  }
  void clear() noexcept {
    ++epoch_;
    size_ = 0;
  }
  std::uint32_t size() const noexcept { return size_; }
  // `none` when it is not there.
  std::uint32_t find(std::uint64_t key) const noexcept {
    const Slot& slot = slots_[place_of(key)];
    return slot.epoch == epoch_ ? slot.value : none;
  }
  // Adds it with this value if it is not there yet. Returns the value it has.
  std::uint32_t add(std::uint64_t key, std::uint32_t value) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[place_of(key)];
    if (slot.epoch == epoch_) return slot.value;
    slot = {key, epoch_, value};
    ++size_;
    return value;
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint64_t epoch = 0;
    std::uint32_t value = 0;
  };

  // Where the key is, or would be put.
  std::size_t place_of(std::uint64_t key) const noexcept {
    std::size_t place = engine::mix(key) & (slots_.size() - 1);
    while (slots_[place].epoch == epoch_ && slots_[place].key != key) {
      place = (place + 1) & (slots_.size() - 1);
    }
    return place;
  }
  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.epoch == epoch_) slots_[place_of(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two
  std::uint64_t epoch_ = 1;
  std::uint32_t size_ = 0;
};

}  // namespace heddle::strategy
