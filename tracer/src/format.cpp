#include "format.h"

#include "bytes.h"

namespace heddle::trace {

std::uint32_t entry_bytes_min(BlockKind kind) noexcept {
  switch (kind) {
    case BlockKind::run: return 6;
    case BlockKind::sites: return 3;
    case BlockKind::goroutines: return 4;
    case BlockKind::objects: return 12;
    case BlockKind::decisions: return 6;
    case BlockKind::events: return 5;
    case BlockKind::endings: return 4;
    case BlockKind::end: return 3;
    case BlockKind::index: return 6;
    case BlockKind::texts:
    case BlockKind::findings: break;
  }
  return 1;
}

std::array<char, header_bytes> header_of(const BlockHeader& header) noexcept {
  std::array<char, header_bytes> bytes{};
  header_marker.copy(bytes.data(), header_marker.size());
  bytes[4] = static_cast<char>(header.kind);
  bytes[5] = static_cast<char>(header.packing);
  store_u32(&bytes[8], header.first);
  store_u32(&bytes[12], header.entries);
  store_u32(&bytes[16], header.content_bytes);
  store_u32(&bytes[20], header.stored_bytes);
  store_u32(&bytes[24], header.stored_sum);
  store_u32(&bytes[28], short_sum({bytes.data(), header_bytes - 4}));
  return bytes;
}

std::optional<BlockHeader> read_header(std::string_view bytes) noexcept {
  if (bytes.size() < header_bytes || !bytes.starts_with(header_marker) ||
      load_u32(&bytes[28]) != short_sum(bytes.substr(0, header_bytes - 4))) {
    return std::nullopt;
  }
  const auto packing = static_cast<std::uint8_t>(bytes[5]);
  if (block_kinds.find(bytes[4]) == std::string_view::npos || packing > 1) return std::nullopt;
  BlockHeader header;
  header.kind = static_cast<BlockKind>(bytes[4]);
  header.packing = static_cast<Packing>(packing);
  header.first = load_u32(&bytes[8]);
  header.entries = load_u32(&bytes[12]);
  header.content_bytes = load_u32(&bytes[16]);
  header.stored_bytes = load_u32(&bytes[20]);
  header.stored_sum = load_u32(&bytes[24]);
  const std::uint32_t most = header.entries == 1 ? entry_bytes_max : block_bytes_max;
  if (header.first == 0 || header.content_bytes > most ||
      header.entries > header.content_bytes / entry_bytes_min(header.kind)) {
    return std::nullopt;
  }
  return header;
}

}  // namespace heddle::trace
