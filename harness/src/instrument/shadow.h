#pragma once

// Shadow memory: what is known of the accesses to each aligned 8 bytes of the program's memory.
//
// The address space is mapped in two levels. A directory with an entry for each 64 KB of it (16 GB
// of address space that is reserved, hardly any of which is ever touched) leads to the block of
// shadow cells, four bytes of shadow for one of memory. Because the directory covers every address,
// it does not matter where the kernel puts the program, its heap and its stacks.
//
// A CELL has room for the usual case, which is the one FastTrack is fast for: one last write and
// one last read, each of some of the 8 bytes. Whatever does not fit (concurrent readers, parts with
// different histories, atomic accesses beside plain ones) is split off into a list of records; for
// the rest of the run the cell then only points to it.
//
// Nothing is cleared between runs: a record's key carries the number of its run (see
// engine/plain_memory.h).

#include <cstddef>
#include <cstdint>

#include "engine/plain_memory.h"

namespace heddle::instrument {

namespace access_key = engine::access_key;

// Who accessed, and when; and which bytes, how, from where.
struct Record {
  std::uint64_t key = 0;
  // 7..0 bytes accessed plainly, 15..8 bytes accessed atomically, 62..16 return address, 63 a
  // write.
  std::uint64_t info = 0;

  static constexpr std::uint64_t byte_mask = 0xff;
  static constexpr unsigned atomic_shift = 8;
  static constexpr unsigned pc_shift = 16;
  static constexpr std::uint64_t write_flag = std::uint64_t{1} << 63;

  std::uint64_t plain() const noexcept { return info & byte_mask; }
  std::uint64_t atomic() const noexcept { return info >> atomic_shift & byte_mask; }
  bool any() const noexcept { return (info & 0xffff) != 0; }
  bool writes() const noexcept { return (info & write_flag) != 0; }
  std::uintptr_t pc() const noexcept { return (info & ~write_flag) >> pc_shift; }
  void drop_plain(std::uint64_t bytes) noexcept { info &= ~bytes; }
  void drop_atomic(std::uint64_t bytes) noexcept { info &= ~(bytes << atomic_shift); }
};

struct Cell {
  Record write;
  Record read;
};
static_assert(sizeof(Cell) == 32);

// Whether a plain access of these bytes, at this moment of its goroutine, is known already: then
// there is nothing to check and nothing to remember.
inline bool is_known(const Cell& cell, std::uint64_t key, std::uint64_t mask,
                     bool writes) noexcept {
  if (cell.write.key == key && (cell.write.info & mask) == mask &&
      (!writes || cell.read.key == 0)) {
    return true;
  }
  return !writes && cell.read.key == key && (cell.read.info & mask) == mask;
}

// What a cell's write key says instead of a goroutine's slot.
inline constexpr std::uint32_t split_slot = 0xffff;  // write.info is the address of a list
inline constexpr std::uint32_t freed_slot = 0xfffe;  // read.key freed the memory, at write.pc()

class Shadow {
 public:
  static constexpr std::size_t granule_bytes = 8;

  // The cell of an address; the address space has 47 bits.
  static Cell& cell(std::uintptr_t address) {
    Cell* block = directory_[address >> block_bits & directory_mask];
    if (block == nullptr) [[unlikely]]
      block = make_block(address);
    return block[(address & block_mask) / granule_bytes];
  }

  // Reserves the directory. Says what is wrong and ends the process where that is impossible.
  static void open();

  // From now on nothing is known of this memory.
  static void forget(std::uintptr_t begin, std::size_t bytes) noexcept;
  // Nor of any: the run numbers begin again.
  static void forget_all() noexcept;

  // Bytes of shadow in use, whole blocks counted.
  static std::size_t bytes() noexcept { return blocks_ * block_shadow_bytes; }

 private:
  static constexpr unsigned block_bits = 16;
  static constexpr std::uintptr_t block_mask = (std::uintptr_t{1} << block_bits) - 1;
  static constexpr unsigned address_bits = 47;
  static constexpr std::size_t directory_entries = std::size_t{1} << (address_bits - block_bits);
  static constexpr std::uintptr_t directory_mask = directory_entries - 1;
  static constexpr std::size_t block_shadow_bytes =
      (std::size_t{1} << block_bits) / granule_bytes * sizeof(Cell);

  static constexpr std::size_t blocks_max = std::size_t{1} << 27;  // 8 TB of memory

  static Cell* make_block(std::uintptr_t address);

  static constinit Cell** directory_;
  static constinit Cell** made_;  // the blocks, in the order in which they were made
  static constinit std::size_t blocks_;
};

}  // namespace heddle::instrument
