#include "instrument/block_table.h"

#include "engine/rng.h"

namespace heddle::instrument {

Block* BlockTable::slot_of(std::uintptr_t address) const noexcept {
  const std::uint32_t mask = capacity_ - 1;
  auto index = static_cast<std::uint32_t>(engine::mix(address)) & mask;
  while (blocks_[index].address != 0 && blocks_[index].address != address) {
    index = (index + 1) & mask;
  }
  return &blocks_[index];
}

void BlockTable::grow(engine::Arena& arena) {
  const Block* old = blocks_;
  const std::uint32_t old_capacity = capacity_;
  capacity_ = capacity_ == 0 ? 64 : capacity_ * 2;
  blocks_ = arena.take_array<Block>(capacity_);
  for (std::uint32_t i = 0; i < old_capacity; ++i) {
    if (old[i].address != 0) *slot_of(old[i].address) = old[i];
  }
}

void BlockTable::add(const Block& block, engine::Arena& arena) {
  if ((count_ + 1) * 2 > capacity_) grow(arena);
  Block* slot = slot_of(block.address);
  if (slot->address == 0) ++count_;
  *slot = block;
  slot->live = true;
}

void BlockTable::remove(std::uintptr_t address) noexcept {
  if (capacity_ == 0) return;
  slot_of(address)->live = false;
}

const Block* BlockTable::holding(std::uintptr_t address) const noexcept {
  if (capacity_ == 0) return nullptr;
  std::uintptr_t at = address & ~(alignment - 1);
  for (std::size_t steps = 0; steps <= look_back / alignment; ++steps, at -= alignment) {
    const Block* block = slot_of(at);
    if (block->address == 0) continue;
    if (address - at < block->bytes) return block;
    if (block->live) return nullptr;
  }
  return nullptr;
}

}  // namespace heddle::instrument
