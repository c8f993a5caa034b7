#pragma once

// The heap blocks that goroutines have allocated in this run: whose block an address lies in. For
// reports, and for identities that do not depend on addresses.

#include <cstddef>
#include <cstdint>

#include "engine/arena.h"

namespace heddle::instrument {

struct Block {
  std::uintptr_t address = 0;
  std::size_t bytes = 0;
  std::uintptr_t pc = 0;        // who asked for it
  std::uint32_t goroutine = 0;  // ordinal
  std::uint32_t nth = 0;        // allocation of that goroutine
  bool live = false;
};

class BlockTable {
 public:
  constexpr BlockTable() noexcept = default;

  void clear() noexcept {
    blocks_ = nullptr;
    capacity_ = 0;
    count_ = 0;
  }
  void add(const Block& block, engine::Arena& arena);
  void remove(std::uintptr_t address) noexcept;
  // The block that holds this address, or held it last; null when there is none. Looks back a
  // limited way: an address deep inside a large block may not be found.
  const Block* holding(std::uintptr_t address) const noexcept;

 private:
  static constexpr std::size_t alignment = 16;       // of what malloc gives
  static constexpr std::size_t look_back = 1 << 16;  // bytes

  Block* slot_of(std::uintptr_t address) const noexcept;
  void grow(engine::Arena& arena);

  Block* blocks_ = nullptr;  // open addressing; a removed block stays, not live
  std::uint32_t capacity_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace heddle::instrument
