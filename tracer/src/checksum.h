#pragma once

#include <cstdint>
#include <string_view>

namespace heddle::trace {

// 64-bit FNV-1a.
constexpr std::uint64_t checksum(std::string_view bytes) noexcept {
  std::uint64_t sum = 0xcbf29ce484222325ULL;
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    sum *= 0x100000001b3ULL;
  }
  return sum;
}

}  // namespace heddle::trace
