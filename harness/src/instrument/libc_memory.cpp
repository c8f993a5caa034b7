// memcpy, memmove and memset as accesses. g++ does not instrument calls of these, clang 14 not even
// copies of structures; clang 19 calls the __tsan_ names.
//
// The definitions take the place of the C library's in the whole program, so outside a goroutine
// they must cost next to nothing. This file is compiled without builtins: it must not call itself.

#include "instrument/libc_memory.h"

#include "engine/sanitizer.h"

#ifndef HEDDLE_ASAN

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>

#include "instrument/runtime.h"

namespace heddle::instrument {
namespace {

using Copy = void* (*)(void*, const void*, std::size_t);
using Fill = void* (*)(void*, int, std::size_t);

// Until the C library's are known (and for good where a static program has no dlsym).
void* copy_bytes(void* to, const void* from, std::size_t bytes) {
  auto* out = static_cast<volatile unsigned char*>(to);
  const auto* in = static_cast<const volatile unsigned char*>(from);
  if (reinterpret_cast<std::uintptr_t>(to) <= reinterpret_cast<std::uintptr_t>(from)) {
    for (std::size_t i = 0; i < bytes; ++i) out[i] = in[i];
  } else {
    for (std::size_t i = bytes; i-- > 0;) out[i] = in[i];
  }
  return to;
}

void* fill_bytes(void* to, int value, std::size_t bytes) {
  auto* out = static_cast<volatile unsigned char*>(to);
  for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<unsigned char>(value);
  return to;
}

constinit Copy real_memcpy = copy_bytes;
constinit Copy real_memmove = copy_bytes;
constinit Fill real_memset = fill_bytes;

template <class Function>
void find(Function& function, const char* name) {
  if (void* symbol = dlsym(RTLD_NEXT, name)) function = reinterpret_cast<Function>(symbol);
}

inline void access(const void* address, std::size_t bytes, bool writes, const void* caller) {
  if (engine::access_view.now == 0 || bytes == 0) [[likely]]
    return;
  runtime.access(reinterpret_cast<std::uintptr_t>(address), bytes, writes,
                 reinterpret_cast<std::uintptr_t>(caller));
}

inline void* copied(Copy copy, void* to, const void* from, std::size_t bytes, const void* caller) {
  access(from, bytes, false, caller);
  access(to, bytes, true, caller);
  return copy(to, from, bytes);
}

inline void* filled(void* to, int value, std::size_t bytes, const void* caller) {
  access(to, bytes, true, caller);
  return real_memset(to, value, bytes);
}

}  // namespace

void find_libc_memory() {
  find(real_memcpy, "memcpy");
  find(real_memmove, "memmove");
  find(real_memset, "memset");
}

}  // namespace heddle::instrument

using namespace heddle::instrument;

#define HEDDLE_CALLER __builtin_return_address(0)

// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {
void* memcpy(void* __restrict to, const void* __restrict from, std::size_t bytes) {
  return copied(real_memcpy, to, from, bytes, HEDDLE_CALLER);
}
void* memmove(void* to, const void* from, std::size_t bytes) {
  return copied(real_memmove, to, from, bytes, HEDDLE_CALLER);
}
void* memset(void* to, int value, std::size_t bytes) {
  return filled(to, value, bytes, HEDDLE_CALLER);
}
void* __tsan_memcpy(void* to, const void* from, std::size_t bytes) {
  return copied(real_memcpy, to, from, bytes, HEDDLE_CALLER);
}
void* __tsan_memmove(void* to, const void* from, std::size_t bytes) {
  return copied(real_memmove, to, from, bytes, HEDDLE_CALLER);
}
void* __tsan_memset(void* to, int value, std::size_t bytes) {
  return filled(to, value, bytes, HEDDLE_CALLER);
}
}
// NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

#else

namespace heddle::instrument {

// They are AddressSanitizer's.
void find_libc_memory() {}

}  // namespace heddle::instrument

#endif
