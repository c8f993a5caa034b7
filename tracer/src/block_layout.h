#pragma once

// Where the blocks of a file are: from its index, or, where that is missing or damaged, by going
// from header to header, and from marker to marker where a header is damaged.

#include "heddle/trace/trace_file.h"

#include <cstdint>
#include <string_view>
#include <vector>

#include "format.h"

namespace heddle::trace {

struct PlacedBlock {
  std::uint64_t offset = 0;  // of its header
  BlockHeader header;
  bool lost = false;  // the index has it, and its header is not as the index says
};

struct BlockLayout {
  std::vector<PlacedBlock> blocks;  // in the order of the file, without the index
  std::vector<Damage> damage;
  // Places where an unknown number of blocks is missing.
  std::uint32_t holes = 0;
};

// `bytes` is the whole file, and begins with file_head.
BlockLayout layout_of(std::string_view bytes);

// What the block holds, unpacked into `room`, and followed there by zero bytes: whoever reads a few
// numbers too many stays inside. Throws WrongValue.
inline constexpr std::size_t content_slack_bytes = 96;
std::string_view content_of(std::string_view file, const PlacedBlock& block, std::string& room);

}  // namespace heddle::trace
