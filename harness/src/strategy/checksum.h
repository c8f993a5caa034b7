#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace heddle::strategy {

namespace detail {

inline constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
    table[i] = crc;
  }
  return table;
}();

// The uppermost byte of an entry is a permutation of its index; this is the way back.
inline constexpr std::array<std::uint8_t, 256> crc_index = [] {
  std::array<std::uint8_t, 256> index{};
  for (std::uint32_t i = 0; i < 256; ++i) index[crc_table[i] >> 24] = static_cast<std::uint8_t>(i);
  return index;
}();

}  // namespace detail

// CRC-32 as in zip and PNG. Any change within 32 neighbouring bits, so any one wrong character,
// changes it.
constexpr std::uint32_t crc32(std::string_view bytes) noexcept {
  std::uint32_t crc = 0xffffffff;
  for (const char c : bytes) {
    crc = (crc >> 8) ^ detail::crc_table[(crc ^ static_cast<unsigned char>(c)) & 0xff];
  }
  return ~crc;
}

// Two texts of one length that differ in one byte have checksums whose difference depends only on
// the bits that differ and on how many bytes follow. Walking from the end, this asks of each byte:
// could it alone be the cause?
class CrcDifference {
 public:
  constexpr explicit CrcDifference(std::uint32_t difference) noexcept : state_(difference) {
    look();
  }
  // The bits of the byte looked at (at first the last) that would be wrong; 0: it is not the cause.
  constexpr std::uint8_t bits() const noexcept { return bits_; }
  // To the byte before.
  constexpr void back() noexcept {
    state_ = ((state_ ^ detail::crc_table[index_]) << 8) | index_;
    look();
  }

 private:
  constexpr void look() noexcept {
    index_ = detail::crc_index[state_ >> 24];
    bits_ = detail::crc_table[index_] == state_ ? static_cast<std::uint8_t>(index_) : 0;
  }
  std::uint32_t state_;
  std::uint32_t index_ = 0;
  std::uint8_t bits_ = 0;
};

}  // namespace heddle::strategy
