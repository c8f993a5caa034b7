#pragma once

#include <cstddef>

namespace heddle::instrument {

// Heap blocks that were freed during a run and are given back to the allocator when the next one
// begins. So no block is used twice within a run, and what an access to freed memory meets does not
// depend on what the allocator has done with it since: the run can be repeated.
class Quarantine {
 public:
  constexpr Quarantine() noexcept = default;

  // Takes a block in. False when there is no room: then the caller frees it.
  bool keep(void* block, std::size_t bytes) noexcept;
  void release_all() noexcept;

 private:
  static constexpr std::size_t bytes_most = std::size_t{256} << 20;

  void** blocks_ = nullptr;
  std::size_t count_ = 0;
  std::size_t capacity_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace heddle::instrument
