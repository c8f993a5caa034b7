// What the compiler calls before each plain access of code compiled with -fsanitize=thread, and
// when functions begin and end. The names and parameters are the compiler's; LLVM's
// compiler-rt/lib/tsan/rtl/tsan_interface.h lists them. g++ 12, clang 14 and clang 19 use
// different parts of the list.

#include <cstddef>
#include <cstdint>

#include "engine/plain_memory.h"
#include "instrument/runtime.h"
#include "instrument/watched_access.h"

using heddle::instrument::watched_access;
using heddle::instrument::watched_range;

#define HEDDLE_CALLER __builtin_return_address(0)

// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {

void __tsan_init() { heddle::instrument::runtime.open(); }

#define HEDDLE_ALIGNED(size)                                                                     \
  void __tsan_read##size(void* address) { watched_access<size>(address, false, HEDDLE_CALLER); } \
  void __tsan_write##size(void* address) { watched_access<size>(address, true, HEDDLE_CALLER); } \
  void __tsan_read_write##size(void* address) {                                                  \
    watched_access<size>(address, true, HEDDLE_CALLER);                                          \
  }                                                                                              \
  void __tsan_volatile_read##size(void* address) {                                               \
    watched_access<size>(address, false, HEDDLE_CALLER);                                         \
  }                                                                                              \
  void __tsan_volatile_write##size(void* address) {                                              \
    watched_access<size>(address, true, HEDDLE_CALLER);                                          \
  }                                                                                              \
  void __tsan_read##size##_pc(void* address, void* pc) {                                         \
    watched_access<size>(address, false, pc);                                                    \
  }                                                                                              \
  void __tsan_write##size##_pc(void* address, void* pc) { watched_access<size>(address, true, pc); }
HEDDLE_ALIGNED(1)
HEDDLE_ALIGNED(2)
HEDDLE_ALIGNED(4)
HEDDLE_ALIGNED(8)
#undef HEDDLE_ALIGNED

#define HEDDLE_RANGE(name, size, writes) \
  void __tsan_##name(void* address) { watched_range(address, size, writes, HEDDLE_CALLER); }
HEDDLE_RANGE(read16, 16, false)
HEDDLE_RANGE(write16, 16, true)
HEDDLE_RANGE(read_write16, 16, true)
HEDDLE_RANGE(volatile_read16, 16, false)
HEDDLE_RANGE(volatile_write16, 16, true)
HEDDLE_RANGE(unaligned_read2, 2, false)
HEDDLE_RANGE(unaligned_read4, 4, false)
HEDDLE_RANGE(unaligned_read8, 8, false)
HEDDLE_RANGE(unaligned_read16, 16, false)
HEDDLE_RANGE(unaligned_write2, 2, true)
HEDDLE_RANGE(unaligned_write4, 4, true)
HEDDLE_RANGE(unaligned_write8, 8, true)
HEDDLE_RANGE(unaligned_write16, 16, true)
HEDDLE_RANGE(unaligned_read_write2, 2, true)
HEDDLE_RANGE(unaligned_read_write4, 4, true)
HEDDLE_RANGE(unaligned_read_write8, 8, true)
HEDDLE_RANGE(unaligned_read_write16, 16, true)
HEDDLE_RANGE(unaligned_volatile_read2, 2, false)
HEDDLE_RANGE(unaligned_volatile_read4, 4, false)
HEDDLE_RANGE(unaligned_volatile_read8, 8, false)
HEDDLE_RANGE(unaligned_volatile_read16, 16, false)
HEDDLE_RANGE(unaligned_volatile_write2, 2, true)
HEDDLE_RANGE(unaligned_volatile_write4, 4, true)
HEDDLE_RANGE(unaligned_volatile_write8, 8, true)
HEDDLE_RANGE(unaligned_volatile_write16, 16, true)
#undef HEDDLE_RANGE

void __tsan_read16_pc(void* address, void* pc) { watched_range(address, 16, false, pc); }
void __tsan_write16_pc(void* address, void* pc) { watched_range(address, 16, true, pc); }

void __tsan_read_range(void* address, std::size_t bytes) {
  watched_range(address, bytes, false, HEDDLE_CALLER);
}
void __tsan_write_range(void* address, std::size_t bytes) {
  watched_range(address, bytes, true, HEDDLE_CALLER);
}
void __tsan_read_range_pc(void* address, std::size_t bytes, void* pc) {
  watched_range(address, bytes, false, pc);
}
void __tsan_write_range_pc(void* address, std::size_t bytes, void* pc) {
  watched_range(address, bytes, true, pc);
}

// A constructor that sets the pointer to the class's own table anew changes nothing.
void __tsan_vptr_update(void** address, void* value) {
  if (*address != value) watched_access<sizeof(void*)>(address, true, HEDDLE_CALLER);
}
void __tsan_vptr_read(void** address) {
  watched_access<sizeof(void*)>(address, false, HEDDLE_CALLER);
}

// The shadow call stack: where each function that is under way was called.
void __tsan_func_entry(void* call_pc) {
  heddle::engine::AccessView& view = heddle::engine::access_view;
  if (view.frames == nullptr) return;
  if (view.depth < heddle::engine::AccessView::frames_max) {
    view.frames[view.depth] = reinterpret_cast<std::uintptr_t>(call_pc);
  }
  ++view.depth;
}
void __tsan_func_exit() {
  heddle::engine::AccessView& view = heddle::engine::access_view;
  if (view.frames != nullptr && view.depth != 0) --view.depth;
}

void __tsan_ignore_thread_begin() {}
void __tsan_ignore_thread_end() {}
}
// NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
