// FIPS 180-4, section 6.1.

#include "search/sha1.h"

#include <array>
#include <bit>
#include <cstddef>

namespace heddle::search {
namespace {

using State = std::array<std::uint32_t, 5>;
constexpr std::size_t sha1_block_bytes = 64;

std::uint32_t round_function(unsigned t, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (t < 20) return (b & c) ^ (~b & d);
  if (t >= 40 && t < 60) return (b & c) ^ (b & d) ^ (c & d);
  return b ^ c ^ d;
}

void add_block(State& state, const std::uint8_t* block) {
  static constexpr std::uint32_t constants[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  std::array<std::uint32_t, 80> words{};
  for (unsigned t = 0; t < 16; ++t) {
    for (unsigned i = 0; i < 4; ++i) words[t] = words[t] << 8U | block[4 * t + i];
  }
  for (unsigned t = 16; t < 80; ++t) {
    words[t] = std::rotl(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
  }
  State s = state;
  for (unsigned t = 0; t < 80; ++t) {
    const std::uint32_t next = std::rotl(s[0], 5) + round_function(t, s[1], s[2], s[3]) + s[4] +
                               constants[t / 20] + words[t];
    s = {next, s[0], std::rotl(s[1], 30), s[2], s[3]};
  }
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += s[i];
}

}  // namespace

std::string sha1_of(std::span<const std::uint8_t> bytes) {
  State state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  std::string padded(bytes.begin(), bytes.end());
  padded += '\x80';
  while (padded.size() % sha1_block_bytes != sha1_block_bytes - 8) padded += '\0';
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) padded += static_cast<char>(bits >> shift);
  for (std::size_t at = 0; at < padded.size(); at += sha1_block_bytes) {
    add_block(state, reinterpret_cast<const std::uint8_t*>(padded.data()) + at);
  }
  std::string text;
  for (const std::uint32_t word : state) {
    for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[word >> shift & 15U];
  }
  return text;
}

}  // namespace heddle::search
