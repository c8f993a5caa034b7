#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace heddle::engine {

// Memory of one run: handed out by moving a pointer, given back all at once when the next run
// begins. Chunks are kept, so the steady state of a campaign allocates nothing.
class Arena {
 public:
  Arena() noexcept = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* take(std::size_t bytes, std::size_t alignment) {
    const std::uintptr_t at = (next_ + alignment - 1) & ~(std::uintptr_t{alignment} - 1);
    if (at + bytes > end_) [[unlikely]] {
      return take_from_new_chunk(bytes, alignment);
    }
    next_ = at + bytes;
    return reinterpret_cast<void*>(at);
  }

  // Zeroed room for `count` objects of a type without a constructor.
  template <class T>
  T* take_array(std::size_t count) {
    void* memory = take(sizeof(T) * count, alignof(T));
    std::memset(memory, 0, sizeof(T) * count);
    return static_cast<T*>(memory);
  }

  void reset() noexcept;

  std::uint64_t bytes_used() const noexcept;
  // Whether an address lies in memory of this arena, handed out or not.
  bool owns(std::uintptr_t address) const noexcept;

 private:
  struct Chunk {
    Chunk* next;
    std::size_t bytes;
  };
  void* take_from_new_chunk(std::size_t bytes, std::size_t alignment);
  void enter(Chunk* chunk) noexcept;

  std::uintptr_t next_ = 0;
  std::uintptr_t end_ = 0;
  Chunk* first_ = nullptr;
  Chunk* current_ = nullptr;
  std::uint64_t bytes_before_ = 0;  // in chunks that are full
};

}  // namespace heddle::engine
