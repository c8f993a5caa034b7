#pragma once

// The wire format of protocol buffers, as much as is written: a message is a row of fields, each
// with its number and one of three forms.

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::trace {

class ProtoMessage {
 public:
  void number(std::uint32_t field, std::uint64_t value) {
    key(field, 0);
    varint(value);
  }
  void fixed64(std::uint32_t field, std::uint64_t value) {
    key(field, 1);
    for (unsigned shift = 0; shift < 64; shift += 8) {
      bytes_ += static_cast<char>((value >> shift) & 0xff);
    }
  }
  // Strings, which are UTF-8, and whole messages.
  void text(std::uint32_t field, std::string_view text) {
    key(field, 2);
    varint(text.size());
    bytes_ += text;
  }
  void message(std::uint32_t field, const ProtoMessage& message) { text(field, message.bytes_); }

  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
  void clear() noexcept { bytes_.clear(); }

 private:
  void key(std::uint32_t field, unsigned form) { varint(std::uint64_t{field} << 3 | form); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

}  // namespace heddle::trace
