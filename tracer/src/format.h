#pragma once

// Constants of the trace file, version 1: docs/trace-format.md in code. Numbers are little-endian.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "checksum.h"

namespace heddle::trace {

// Every version begins with this line; version 1 puts a zero byte after it.
inline constexpr std::string_view file_head_word = "heddle-trace ";
inline constexpr std::string_view file_head{"heddle-trace 1\n\0", 16};

enum class BlockKind : std::uint8_t {
  run = 'r',    // what was run; the first block
  sites = 's',  // places in the source
  goroutines = 'g',
  objects = 'o',
  texts = 't',  // of log events
  decisions = 'd',
  events = 'e',
  endings = 'l',  // how the run left each goroutine
  findings = 'f',
  end = 'z',  // what is known only at the end; the last block before the index
  index = 'i',
};

inline constexpr std::string_view block_kinds = "rsgotdelfzi";

// Content of a block before it is packed. One entry may be larger alone.
inline constexpr std::uint32_t block_bytes_max = 1 << 20;
inline constexpr std::uint32_t entry_bytes_max = 64 << 20;

enum class Packing : std::uint8_t { none, zstd };

struct BlockHeader {
  BlockKind kind = BlockKind::run;
  Packing packing = Packing::none;
  std::uint32_t first = 1;  // number of its first entry in its table, from 1
  std::uint32_t entries = 0;
  std::uint32_t content_bytes = 0;  // unpacked
  std::uint32_t stored_bytes = 0;   // in the file
  std::uint32_t stored_sum = 0;     // short_sum of them
};

inline constexpr std::size_t header_bytes = 32;
inline constexpr std::string_view header_marker = "HBLK";

// Offset of the index block (8 bytes), short_sum of those 8 bytes, then this word.
inline constexpr std::size_t trailer_bytes = 16;
inline constexpr std::string_view trailer_marker = "HEND";

// The fewest bytes an entry takes; nothing shorter is believed.
std::uint32_t entry_bytes_min(BlockKind kind) noexcept;

constexpr std::uint32_t short_sum(std::string_view bytes) noexcept {
  const std::uint64_t sum = checksum(bytes);
  return static_cast<std::uint32_t>(sum ^ (sum >> 32));
}

std::array<char, header_bytes> header_of(const BlockHeader& header) noexcept;

// Empty unless marker, checksum, kind and sizes are right.
std::optional<BlockHeader> read_header(std::string_view bytes) noexcept;

// First byte after the kind of an event. Its edges are counted in the upper bits, or after it.
namespace event_flag {
inline constexpr unsigned waits = 1;
inline constexpr unsigned has_a = 2;
inline constexpr unsigned has_b = 4;
inline constexpr unsigned edges_shift = 3;
inline constexpr unsigned edges_follow = 31;
}  // namespace event_flag

}  // namespace heddle::trace
