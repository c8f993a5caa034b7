#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::engine {

struct Stack {
  std::byte* low = nullptr;  // lowest usable byte; the guard page lies below
  std::byte* top = nullptr;  // one past the highest
  std::uint32_t index = 0;
  bool used_before = false;  // in this run
};

// The stacks of the goroutines of one run. Memory is reserved in slabs and touched only as it is
// used; it is kept from run to run. Within a run the last `quarantine` finished stacks are not
// used again, so that a reference to a local of a goroutine that has just ended does not at once
// mean somebody else's frame.
class StackPool {
 public:
  static constexpr std::uint32_t quarantine = 64;

  StackPool() = default;
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // All stacks are free again. `bytes` is the size of a stack from now on.
  void begin_run(std::size_t bytes);

  Stack take();
  void give_back(const Stack& stack);

  // Gives memory back to the system when the last run used very many stacks.
  void trim() noexcept;

  // Whether an address lies in a guard page, or (without guards) just below a stack.
  bool is_overflow(const void* address) const noexcept;
  // The index of the stack in which an address lies; `no_stack` when it lies in none.
  static constexpr std::uint32_t no_stack = UINT32_MAX;
  std::uint32_t index_of(const void* address) const noexcept {
    const auto* p = static_cast<const std::byte*>(address);
    if (p < lowest_ || p >= highest_) return no_stack;
    for (const Slab& slab : slabs_) {
      if (p < slab.base || p >= slab.base + slab.count * stride_) continue;
      return slab.first +
             static_cast<std::uint32_t>(static_cast<std::size_t>(p - slab.base) / stride_);
    }
    return no_stack;
  }
  // True when some stack has no guard page: then the engine compares the stack pointer at every
  // operation.
  bool unguarded() const noexcept { return unguarded_; }

 private:
  struct Slab {
    std::byte* base;
    std::uint32_t first;
    std::uint32_t count;
  };
  void grow();
  void release_all() noexcept;
  Stack at(std::uint32_t index) const noexcept;
  Stack at(const Slab& slab, std::uint32_t index) const noexcept;
  bool guard(std::byte* page) noexcept;

  std::vector<Slab> slabs_;
  std::size_t stride_ = 0;
  const std::byte* lowest_ = nullptr;  // all slabs lie between these
  const std::byte* highest_ = nullptr;
  std::uint32_t allocated_ = 0;
  std::uint32_t next_ = 0;               // stacks from here on are unused in this run
  std::vector<std::uint32_t> finished_;  // a ring of those given back
  std::size_t finished_head_ = 0;
  std::size_t finished_count_ = 0;
  bool unguarded_ = false;
  bool can_install_guards_ = true;
};

}  // namespace heddle::engine
