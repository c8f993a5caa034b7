#pragma once

// What AddressSanitizer has to be told about fibers. Empty without it.

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define HEDDLE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEDDLE_ASAN 1
#endif
#endif

#ifdef HEDDLE_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace heddle::engine {

#ifdef HEDDLE_ASAN
inline void before_switch(void** fake_stack, const void* low, std::size_t bytes) noexcept {
  __sanitizer_start_switch_fiber(fake_stack, low, bytes);
}
inline void after_switch(void* fake_stack, const void** low, std::size_t* bytes) noexcept {
  __sanitizer_finish_switch_fiber(fake_stack, low, bytes);
}
inline void forget_stack(const void* low, std::size_t bytes) noexcept {
  __asan_unpoison_memory_region(low, bytes);
}
#else
inline void before_switch(void**, const void*, std::size_t) noexcept {}
inline void after_switch(void*, const void**, std::size_t*) noexcept {}
inline void forget_stack(const void*, std::size_t) noexcept {}
#endif

}  // namespace heddle::engine
