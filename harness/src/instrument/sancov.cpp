// Accesses of code that AddressSanitizer watches too. It excludes -fsanitize=thread, so they come
// from clang's -fsanitize-coverage=trace-loads,trace-stores, to the same detector. What is missing:
// call stacks (nobody tells when functions end). Atomic operations come from
// harness/cmake/asan_atomics.h.

#include "engine/sanitizer.h"

#ifdef HEDDLE_ASAN

#include <sanitizer/allocator_interface.h>

#include <cstddef>
#include <cstdint>

#include "instrument/runtime.h"
#include "instrument/watched_access.h"

namespace heddle::instrument {
namespace {

std::uintptr_t number(const volatile void* address) noexcept {
  return reinterpret_cast<std::uintptr_t>(address);
}

void began(const volatile void* block, std::size_t bytes) {
  if (engine::Run::current() == nullptr) return;
  runtime.allocated(number(block), bytes, number(__builtin_return_address(0)));
}

void ended(const volatile void* block) {
  if (block == nullptr || engine::Run::current() == nullptr) return;
  // AddressSanitizer has a quarantine of its own.
  runtime.freed(number(block), __sanitizer_get_allocated_size(const_cast<const void*>(block)),
                number(__builtin_return_address(0)));
}

[[gnu::constructor]] void open() {
  runtime.open();
  __sanitizer_install_malloc_and_free_hooks(began, ended);
}

}  // namespace
}  // namespace heddle::instrument

using heddle::instrument::watched_access;
using heddle::instrument::watched_range;

// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {

// Linked because it is asked for: the sanitizer's runtime has weak definitions of the others.
extern const int heddle_instrument_sancov;
const int heddle_instrument_sancov = 1;

#define HEDDLE_CALLER __builtin_return_address(0)
#define HEDDLE_STORE(size)                              \
  void __sanitizer_cov_store##size(void* address) {     \
    watched_access<size>(address, true, HEDDLE_CALLER); \
  }
#define HEDDLE_ACCESS(size)                              \
  void __sanitizer_cov_load##size(void* address) {       \
    watched_access<size>(address, false, HEDDLE_CALLER); \
  }                                                      \
  void __sanitizer_cov_store##size(void* address) {      \
    watched_access<size>(address, true, HEDDLE_CALLER);  \
  }
HEDDLE_STORE(1)
// Compiled code looks at the guard of a static by a load of one byte.
void __sanitizer_cov_load1(void* address) {
  heddle::instrument::runtime.look_at_guard(reinterpret_cast<std::uintptr_t>(address));
  watched_access<1>(address, false, HEDDLE_CALLER);
}
HEDDLE_ACCESS(2)
HEDDLE_ACCESS(4)
HEDDLE_ACCESS(8)
void __sanitizer_cov_load16(void* address) { watched_range(address, 16, false, HEDDLE_CALLER); }
void __sanitizer_cov_store16(void* address) { watched_range(address, 16, true, HEDDLE_CALLER); }

// heddle_instrument renames AddressSanitizer's functions in the code it is for.
void* __asan_memcpy(void* to, const void* from, std::size_t bytes);
void* __asan_memmove(void* to, const void* from, std::size_t bytes);
void* __asan_memset(void* to, int value, std::size_t bytes);

#define HEDDLE_COPY(function)                                                \
  void* __heddle_##function(void* to, const void* from, std::size_t bytes) { \
    if (bytes != 0) watched_range(from, bytes, false, HEDDLE_CALLER);        \
    if (bytes != 0) watched_range(to, bytes, true, HEDDLE_CALLER);           \
    return __asan_##function(to, from, bytes);                               \
  }
HEDDLE_COPY(memcpy)
HEDDLE_COPY(memmove)
void* __heddle_memset(void* to, int value, std::size_t bytes) {
  if (bytes != 0) watched_range(to, bytes, true, HEDDLE_CALLER);
  return __asan_memset(to, value, bytes);
}
}
// NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

#endif
