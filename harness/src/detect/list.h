#pragma once

// A growing array for what detectors do during a run. It keeps its memory when it is emptied, so
// that a campaign allocates nothing in its steady state. A container of the standard library may
// come from an instrumented copy, which would report our own accesses.

#include <stdlib.h>

#include <cstdint>

#include "engine/ensure.h"

namespace heddle::detect {

// T is plain data: it is moved by copying its bytes.
template <class T>
class List {
  static_assert(__is_trivially_copyable(T));

 public:
  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() { ::free(items_); }

  std::uint32_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  T& operator[](std::uint32_t i) noexcept { return items_[i]; }
  const T& operator[](std::uint32_t i) const noexcept { return items_[i]; }
  T& back() noexcept { return items_[size_ - 1]; }
  T* begin() noexcept { return items_; }
  T* end() noexcept { return items_ + size_; }
  const T* begin() const noexcept { return items_; }
  const T* end() const noexcept { return items_ + size_; }

  void push(const T& item) {
    if (size_ == capacity_) reserve(size_ + 1);
    items_[size_++] = item;
  }
  void pop() noexcept { --size_; }
  void clear() noexcept { size_ = 0; }
  // New items are copies of `fill`.
  void resize(std::uint32_t size, const T& fill) {
    if (size > capacity_) reserve(size);
    for (std::uint32_t i = size_; i < size; ++i) items_[i] = fill;
    size_ = size;
  }
  // The item with this index; missing ones are made first.
  T& at_least(std::uint32_t i, const T& fill) {
    if (i >= size_) resize(i + 1, fill);
    return items_[i];
  }

 private:
  void reserve(std::uint32_t wanted) {
    std::uint32_t capacity = capacity_ == 0 ? 16 : capacity_;
    while (capacity < wanted) capacity *= 2;
    items_ = static_cast<T*>(::realloc(static_cast<void*>(items_), capacity * sizeof(T)));
    engine::ensure(items_ != nullptr, "out of memory");
    capacity_ = capacity;
  }

  T* items_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace heddle::detect
