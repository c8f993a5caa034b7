#include "instrument/quarantine.h"

#include "instrument/heap.h"

namespace heddle::instrument {

bool Quarantine::keep(void* block, std::size_t bytes) noexcept {
  if (bytes_ + bytes > bytes_most) return false;
  if (count_ == capacity_) {
    const std::size_t capacity = capacity_ == 0 ? 1024 : capacity_ * 2;
    void* blocks = resize_unseen(blocks_, capacity * sizeof(void*));
    if (blocks == nullptr) return false;
    blocks_ = static_cast<void**>(blocks);
    capacity_ = capacity;
  }
  blocks_[count_++] = block;
  bytes_ += bytes;
  return true;
}

void Quarantine::release_all() noexcept {
  for (std::size_t i = 0; i < count_; ++i) free_unseen(blocks_[i]);
  count_ = 0;
  bytes_ = 0;
}

}  // namespace heddle::instrument
