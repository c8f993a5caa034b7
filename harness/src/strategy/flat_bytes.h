#pragma once

// A strategy's state as bytes, for a worker that takes over (Strategy::save). The state is a list
// of plain values and of vectors of plain values; one function that goes through it serves to
// measure, to write and to read it.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace heddle::strategy {

class BytesNeeded {
 public:
  template <class T>
  void operator()(const T&) noexcept {
    bytes_ += sizeof(T);
  }
  template <class T>
  void operator()(const std::vector<T>& values) noexcept {
    bytes_ += sizeof(std::uint64_t) + values.size() * sizeof(T);
  }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::size_t bytes_ = 0;
};

// Only copies memory, so that a signal handler may use it. There must be room.
class BytesOut {
 public:
  explicit BytesOut(std::byte* to) noexcept : to_(to) {}
  template <class T>
  void operator()(const T& value) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    put(&value, sizeof value);
  }
  template <class T>
  void operator()(const std::vector<T>& values) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::uint64_t count = values.size();
    put(&count, sizeof count);
    put(values.data(), values.size() * sizeof(T));
  }

 private:
  void put(const void* from, std::size_t bytes) noexcept {
    if (bytes != 0) std::memcpy(to_, from, bytes);
    to_ += bytes;
  }
  std::byte* to_;
};

// Reads what BytesOut has written.
class BytesIn {
 public:
  explicit BytesIn(const std::byte* from) noexcept : from_(from) {}
  template <class T>
  void operator()(T& value) {
    take(&value, sizeof value);
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    std::uint64_t count = 0;
    take(&count, sizeof count);
    values.resize(count);
    take(values.data(), values.size() * sizeof(T));
  }

 private:
  void take(void* to, std::size_t bytes) {
    if (bytes != 0) std::memcpy(to, from_, bytes);
    from_ += bytes;
  }
  const std::byte* from_;
};

}  // namespace heddle::strategy
