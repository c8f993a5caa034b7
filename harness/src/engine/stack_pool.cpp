#include "engine/stack_pool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "engine/ensure.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102  // Linux 6.13
#endif

namespace heddle::engine {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::uint32_t first_slab_stacks = 64;
constexpr std::uint32_t largest_slab_stacks = 4096;
// Where guards cost a mapping each, the kernel's vm.max_map_count (65,530) allows about this many.
constexpr std::uint32_t protected_stacks_max = 16'000;
// Beyond this many stacks in one run, their memory goes back to the system after it.
constexpr std::uint32_t kept_stacks = 2048;
// Tops of stacks lie at different offsets in their page, or they would all compete for the same
// few cache sets.
constexpr std::uint32_t colours = 8;
constexpr std::size_t colour_bytes = 192;

}  // namespace

StackPool::~StackPool() { release_all(); }

void StackPool::release_all() noexcept {
  for (const Slab& slab : slabs_) munmap(slab.base, slab.count * stride_);
  slabs_.clear();
  lowest_ = nullptr;
  highest_ = nullptr;
  allocated_ = 0;
  unguarded_ = false;
}

void StackPool::begin_run(std::size_t bytes) {
  const std::size_t stride =
      (bytes + page_bytes - 1) / page_bytes * page_bytes + page_bytes;  // guard page included
  if (stride != stride_) {
    release_all();
    stride_ = stride;
  }
  next_ = 0;
  finished_head_ = 0;
  finished_count_ = 0;
}

bool StackPool::guard(std::byte* page) noexcept {
  if (can_install_guards_) {
    if (madvise(page, page_bytes, MADV_GUARD_INSTALL) == 0) return true;
    can_install_guards_ = false;
  }
  return allocated_ < protected_stacks_max && mprotect(page, page_bytes, PROT_NONE) == 0;
}

void StackPool::grow() {
  const std::uint32_t count = std::clamp(allocated_, first_slab_stacks, largest_slab_stacks);
  void* memory = mmap(nullptr, count * stride_, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  ensure(memory != MAP_FAILED, "no address space for more stacks");
  auto* base = static_cast<std::byte*>(memory);
  // A huge page would make every stack cost 2 MB.
  madvise(base, count * stride_, MADV_NOHUGEPAGE);
  slabs_.push_back({base, allocated_, count});
  lowest_ = lowest_ == nullptr ? base : std::min<const std::byte*>(lowest_, base);
  highest_ = std::max<const std::byte*>(highest_, base + count * stride_);
  for (std::uint32_t i = 0; i < count; ++i, ++allocated_) {
    if (!guard(base + i * stride_)) unguarded_ = true;
  }
}

Stack StackPool::at(std::uint32_t index) const noexcept {
  if (index < slabs_[0].count) return at(slabs_[0], index);
  const auto slab =
      std::upper_bound(slabs_.begin(), slabs_.end(), index,
                       [](std::uint32_t i, const Slab& candidate) { return i < candidate.first; });
  return at(*(slab - 1), index);
}

Stack StackPool::at(const Slab& slab, std::uint32_t index) const noexcept {
  std::byte* base = slab.base + (index - slab.first) * stride_;
  return {base + page_bytes, base + stride_ - (index % colours) * colour_bytes, index, false};
}

Stack StackPool::take() {
  if (finished_count_ > quarantine) {
    const std::uint32_t index = finished_[finished_head_];
    finished_head_ = (finished_head_ + 1) % finished_.size();
    --finished_count_;
    Stack stack = at(index);
    stack.used_before = true;
    return stack;
  }
  if (next_ == allocated_) grow();
  return at(next_++);
}

void StackPool::give_back(const Stack& stack) {
  if (finished_count_ == finished_.size()) {
    std::rotate(finished_.begin(), finished_.begin() + static_cast<std::ptrdiff_t>(finished_head_),
                finished_.end());
    finished_head_ = 0;
    finished_.resize(finished_.empty() ? 2 * quarantine : finished_.size() * 2);
  }
  finished_[(finished_head_ + finished_count_) % finished_.size()] = stack.index;
  ++finished_count_;
}

void StackPool::trim() noexcept {
  if (next_ <= kept_stacks) return;
  for (const Slab& slab : slabs_) {
    if (slab.first < kept_stacks) continue;
    // Guards that were installed by madvise survive MADV_DONTNEED.
    madvise(slab.base, slab.count * stride_, MADV_DONTNEED);
  }
}

bool StackPool::is_overflow(const void* address) const noexcept {
  const auto* p = static_cast<const std::byte*>(address);
  for (const Slab& slab : slabs_) {
    if (p < slab.base || p >= slab.base + slab.count * stride_) continue;
    return static_cast<std::size_t>(p - slab.base) % stride_ < page_bytes;
  }
  return false;
}

}  // namespace heddle::engine
