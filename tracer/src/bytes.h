#pragma once

// Numbers and strings as bytes. A varint has seven bits a byte, lowest first; the highest bit says
// that more follow.

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include "wrong_value.h"

namespace heddle::trace {

inline void store_u32(char* at, std::uint32_t value) noexcept {
  for (unsigned i = 0; i < 4; ++i) at[i] = static_cast<char>(value >> (8 * i));
}

inline std::uint32_t load_u32(const char* at) noexcept {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    value |= std::uint32_t{static_cast<unsigned char>(at[i])} << (8 * i);
  }
  return value;
}

inline void put_varint(std::string& bytes, std::uint64_t value) {
  while (value >= 0x80) {
    bytes += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  bytes += static_cast<char>(value);
}

inline void put_u32(std::string& bytes, std::uint32_t value) {
  char stored[4];
  store_u32(stored, value);
  bytes.append(stored, sizeof stored);
}

inline void put_u64(std::string& bytes, std::uint64_t value) {
  put_u32(bytes, static_cast<std::uint32_t>(value));
  put_u32(bytes, static_cast<std::uint32_t>(value >> 32));
}

inline void put_text(std::string& bytes, std::string_view text) {
  put_varint(bytes, text.size());
  bytes += text;
}

// Takes a block's content from front to back. Whatever is wrong is thrown as WrongValue.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) noexcept : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const noexcept { return bytes_.empty(); }

  std::string_view take(std::uint64_t n) {
    if (n > bytes_.size()) throw WrongValue{"the content of a block ends too early"};
    const std::string_view taken = bytes_.substr(0, static_cast<std::size_t>(n));
    bytes_.remove_prefix(static_cast<std::size_t>(n));
    return taken;
  }
  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1)[0]); }
  std::uint32_t u32() { return load_u32(take(4).data()); }
  std::uint64_t u64() {
    const std::uint64_t low = u32();
    return low | (std::uint64_t{u32()} << 32);
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t part = byte();
      value |= std::uint64_t{part & 0x7fU} << shift;
      if (part < 0x80) return value;
    }
    throw WrongValue{"a number has too many bytes"};
  }
  std::uint32_t number(std::uint64_t most = std::numeric_limits<std::uint32_t>::max()) {
    const std::uint64_t value = varint();
    if (value > most) throw WrongValue{"a number is too large"};
    return static_cast<std::uint32_t>(value);
  }
  bool flag() { return number(1) != 0; }
  std::string text() { return std::string(take(varint())); }

 private:
  std::string_view bytes_;
};

}  // namespace heddle::trace
