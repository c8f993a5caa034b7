// The heap of a program with instrumented code: where blocks begin and end, so that memory that is
// used again by somebody else is no data race, and memory that is used after its end is one.
//
// These definitions take the place of the C library's and call it. AddressSanitizer has an
// allocator of its own; there its hooks say the same (heap_asan.cpp).

#include "instrument/heap.h"

#include "engine/sanitizer.h"

#ifndef HEDDLE_ASAN

#include <errno.h>
#include <malloc.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "instrument/quarantine.h"
#include "instrument/runtime.h"

extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* block, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* block);
}

namespace heddle::instrument {
namespace {

constinit Quarantine quarantine;

bool in_run() noexcept {
  return engine::plain_memory != nullptr && engine::Run::current() != nullptr;
}

void* began(void* block, const void* caller) {
  if (block != nullptr && in_run()) [[unlikely]] {
    runtime.allocated(reinterpret_cast<std::uintptr_t>(block), malloc_usable_size(block),
                      reinterpret_cast<std::uintptr_t>(caller));
  }
  return block;
}

void ends(void* block, const void* caller) {
  if (block != nullptr && in_run()) [[unlikely]] {
    if (runtime.freed(reinterpret_cast<std::uintptr_t>(block), malloc_usable_size(block),
                      reinterpret_cast<std::uintptr_t>(caller)) &&
        quarantine.keep(block, malloc_usable_size(block))) {
      return;
    }
  }
  __libc_free(block);
}

// Blocks never grow in place while a run is watched: the old one ends, a new one begins.
void* moved(void* block, std::size_t bytes, const void* caller) {
  void* fresh = began(__libc_malloc(bytes), caller);
  if (fresh == nullptr) return nullptr;
  const std::size_t old_bytes = malloc_usable_size(block);
  std::memcpy(fresh, block, old_bytes < bytes ? old_bytes : bytes);
  ends(block, caller);
  return fresh;
}

}  // namespace

void* allocate_block(std::size_t bytes, std::size_t alignment, const void* caller) {
  return began(alignment <= alignof(std::max_align_t) ? __libc_malloc(bytes)
                                                      : __libc_memalign(alignment, bytes),
               caller);
}

void free_block(void* block, const void* caller) { ends(block, caller); }

void release_quarantine() { quarantine.release_all(); }

void* resize_unseen(void* block, std::size_t bytes) { return __libc_realloc(block, bytes); }
void free_unseen(void* block) { __libc_free(block); }

}  // namespace heddle::instrument

using heddle::instrument::began;

extern "C" {

#define HEDDLE_CALLER __builtin_return_address(0)

void* malloc(std::size_t bytes) { return began(__libc_malloc(bytes), HEDDLE_CALLER); }
void* calloc(std::size_t count, std::size_t bytes) {
  return began(__libc_calloc(count, bytes), HEDDLE_CALLER);
}
void* realloc(void* block, std::size_t bytes) {
  if (block == nullptr) return began(__libc_malloc(bytes), HEDDLE_CALLER);
  if (bytes != 0 && heddle::instrument::in_run()) {
    return heddle::instrument::moved(block, bytes, HEDDLE_CALLER);
  }
  return __libc_realloc(block, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) {
  return began(__libc_memalign(alignment, bytes), HEDDLE_CALLER);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  return began(__libc_memalign(alignment, bytes), HEDDLE_CALLER);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) {
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* block = began(__libc_memalign(alignment, bytes), HEDDLE_CALLER);
  if (block == nullptr) return ENOMEM;
  *out = block;
  return 0;
}
void free(void* block) { heddle::instrument::free_block(block, HEDDLE_CALLER); }
}

#else

namespace heddle::instrument {

// AddressSanitizer has one.
void release_quarantine() {}
void* resize_unseen(void*, std::size_t) { return nullptr; }
void free_unseen(void*) {}

}  // namespace heddle::instrument

#endif
