#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace heddle::strategy {

// Plain values one after the other. What does not fit is only counted: write into no room first to
// learn how much is wanted. Allocates nothing, so that it can be used in a signal handler.
class ByteWriter {
 public:
  explicit ByteWriter(std::span<std::byte> room) noexcept : room_(room) {}

  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put(const T& value) noexcept {
    put_all(&value, 1);
  }
  // With their number in front.
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put_list(std::span<const T> values) noexcept {
    put(static_cast<std::uint64_t>(values.size()));
    put_all(values.data(), values.size());
  }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  template <class T>
  void put_all(const T* values, std::size_t count) noexcept {
    const std::size_t size = count * sizeof(T);
    if (size != 0 && bytes_ + size <= room_.size()) {
      std::memcpy(room_.data() + bytes_, values, size);
    }
    bytes_ += size;
  }
  std::span<std::byte> room_;
  std::size_t bytes_ = 0;
};

// Reads back what a ByteWriter with enough room has written.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) noexcept : bytes_(bytes) {}

  template <class T>
    requires std::is_trivially_copyable_v<T>
  T get() noexcept {
    T value;
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
    return value;
  }
  // What comes next, `List` being a vector or the like of plain values.
  template <class List>
  void get_list(List& list) {
    list.resize(get<std::uint64_t>());
    const std::size_t size = list.size() * sizeof(list[0]);
    if (size != 0) std::memcpy(list.data(), bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }
  std::span<const std::byte> get_bytes(std::size_t count) noexcept {
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  bool empty() const noexcept { return bytes_.empty(); }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace heddle::strategy
