// The C++ allocation functions, so that a report names who asked for a block instead of the
// standard library's `operator new`. A program that replaces these itself keeps its own.

#include "engine/sanitizer.h"

#ifndef HEDDLE_ASAN

#include <cstddef>
#include <new>

#include "instrument/heap.h"

namespace heddle::instrument {
namespace {

void* allocate(std::size_t bytes, std::size_t alignment, const void* caller) {
  if (bytes == 0) bytes = 1;
  for (;;) {
    void* block = allocate_block(bytes, alignment, caller);
    if (block != nullptr) return block;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

constexpr std::size_t usual = alignof(std::max_align_t);

}  // namespace
}  // namespace heddle::instrument

using heddle::instrument::allocate;
using heddle::instrument::free_block;
using heddle::instrument::usual;

#define HEDDLE_CALLER __builtin_return_address(0)

void* operator new(std::size_t bytes) { return allocate(bytes, usual, HEDDLE_CALLER); }
void* operator new[](std::size_t bytes) { return allocate(bytes, usual, HEDDLE_CALLER); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment), HEDDLE_CALLER);
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment), HEDDLE_CALLER);
}
void operator delete(void* block) noexcept { free_block(block, HEDDLE_CALLER); }
void operator delete[](void* block) noexcept { free_block(block, HEDDLE_CALLER); }
void operator delete(void* block, std::size_t) noexcept { free_block(block, HEDDLE_CALLER); }
void operator delete[](void* block, std::size_t) noexcept { free_block(block, HEDDLE_CALLER); }
void operator delete(void* block, std::align_val_t) noexcept { free_block(block, HEDDLE_CALLER); }
void operator delete[](void* block, std::align_val_t) noexcept { free_block(block, HEDDLE_CALLER); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  free_block(block, HEDDLE_CALLER);
}
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept {
  free_block(block, HEDDLE_CALLER);
}

#endif
