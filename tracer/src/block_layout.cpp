#include "block_layout.h"

#include <zstd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "bytes.h"

namespace heddle::trace {
namespace {

std::uint64_t end_of(const PlacedBlock& block) {
  return block.offset + header_bytes + block.header.stored_bytes;
}

// Where the index begins, as the end of the file says.
std::optional<std::uint64_t> index_offset(std::string_view bytes) {
  if (bytes.size() < file_head.size() + trailer_bytes) return std::nullopt;
  const std::string_view trailer = bytes.substr(bytes.size() - trailer_bytes);
  if (!trailer.ends_with(trailer_marker) ||
      load_u32(&trailer[8]) != short_sum(trailer.substr(0, 8))) {
    return std::nullopt;
  }
  const std::uint64_t offset = load_u32(&trailer[0]) | (std::uint64_t{load_u32(&trailer[4])} << 32);
  if (offset > bytes.size() - trailer_bytes) return std::nullopt;
  return offset;
}

PlacedBlock indexed_block(ByteReader& content) {
  PlacedBlock block;
  const auto kind = static_cast<char>(content.byte());
  if (block_kinds.find(kind) == std::string_view::npos) throw WrongValue{"there is no such block"};
  block.header.kind = static_cast<BlockKind>(kind);
  block.offset = content.varint();
  block.header.first = content.number();
  block.header.entries = content.number();
  block.header.content_bytes = content.number();
  block.header.stored_bytes = content.number();
  return block;
}

bool is_as_indexed(const BlockHeader& header, const BlockHeader& indexed) {
  return header.kind == indexed.kind && header.first == indexed.first &&
         header.entries == indexed.entries && header.content_bytes == indexed.content_bytes &&
         header.stored_bytes == indexed.stored_bytes;
}

std::optional<PlacedBlock> block_at(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size()) return std::nullopt;
  const auto header = read_header(bytes.substr(static_cast<std::size_t>(offset)));
  if (!header) return std::nullopt;
  return PlacedBlock{offset, *header, false};
}

// All blocks as the index lists them. Throws WrongValue.
BlockLayout from_index(std::string_view bytes, std::uint64_t index_at) {
  BlockLayout layout;
  std::string room;
  std::uint64_t offset = index_at;
  while (offset != bytes.size() - trailer_bytes) {
    const auto part = block_at(bytes, offset);
    if (!part || part->header.kind != BlockKind::index || end_of(*part) > bytes.size()) {
      throw WrongValue{"the index is damaged"};
    }
    ByteReader content(content_of(bytes, *part, room));
    while (!content.at_end()) layout.blocks.push_back(indexed_block(content));
    offset = end_of(*part);
  }
  // They must follow one another, or the index is of another file.
  std::uint64_t expected = file_head.size();
  for (PlacedBlock& block : layout.blocks) {
    if (block.offset != expected || end_of(block) > index_at) {
      throw WrongValue{"the index is damaged"};
    }
    expected = end_of(block);
    const auto there = block_at(bytes, block.offset);
    if (there && is_as_indexed(there->header, block.header)) {
      block.header = there->header;
    } else {
      block.lost = true;
      layout.damage.push_back({block.offset, "the header of a block is damaged"});
    }
  }
  if (expected != index_at) throw WrongValue{"the index is damaged"};
  return layout;
}

BlockLayout from_headers(std::string_view bytes) {
  BlockLayout layout;
  std::uint64_t offset = file_head.size();
  while (offset < bytes.size()) {
    if (bytes.size() - offset == trailer_bytes && bytes.ends_with(trailer_marker)) break;
    const auto block = block_at(bytes, offset);
    if (block && end_of(*block) <= bytes.size()) {
      if (block->header.kind != BlockKind::index) layout.blocks.push_back(*block);
      offset = end_of(*block);
      continue;
    }
    ++layout.holes;
    layout.damage.push_back({offset, block || bytes.size() - offset < header_bytes
                                         ? "the file ends within a block: it was cut short"
                                         : "a block is damaged"});
    offset = bytes.find(header_marker, static_cast<std::size_t>(offset) + 1);
  }
  return layout;
}

}  // namespace

BlockLayout layout_of(std::string_view bytes) {
  const std::optional<std::uint64_t> index_at = index_offset(bytes);
  if (!index_at) {
    BlockLayout layout = from_headers(bytes);
    if (layout.damage.empty()) {
      layout.damage.push_back({bytes.size(), "the file has no index: it was cut short"});
    }
    return layout;
  }
  try {
    return from_index(bytes, *index_at);
  } catch (const WrongValue& wrong) {
    BlockLayout layout = from_headers(bytes);
    layout.damage.push_back({*index_at, wrong.what});
    return layout;
  }
}

std::string_view content_of(std::string_view file, const PlacedBlock& block, std::string& room) {
  const BlockHeader& header = block.header;
  const std::string_view stored =
      file.substr(static_cast<std::size_t>(block.offset) + header_bytes, header.stored_bytes);
  if (block.lost || stored.size() != header.stored_bytes ||
      short_sum(stored) != header.stored_sum) {
    throw WrongValue{"a block is damaged: its checksum is wrong"};
  }
  room.assign(header.content_bytes + content_slack_bytes, '\0');
  std::size_t size = stored.size();
  if (header.packing == Packing::zstd) {
    size = ZSTD_decompress(room.data(), header.content_bytes, stored.data(), stored.size());
  } else if (size == header.content_bytes) {
    stored.copy(room.data(), size);
  }
  if (ZSTD_isError(size) != 0 || size != header.content_bytes) {
    throw WrongValue{"a block does not unpack to what its header says"};
  }
  return {room.data(), size};
}

}  // namespace heddle::trace
