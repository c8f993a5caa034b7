#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace heddle {

namespace detail {
void* run_memory(std::size_t bytes, std::size_t alignment);
void at_run_end(void (*destroy)(void*), void* object);
}  // namespace detail

// A new T in memory that lives until the run ends: Go's heap. A goroutine that may outlive the
// function that started it holds on to its data through such pointers.
//
// The destructor runs after the last goroutine of a run has ended, newest object first. A run that
// ends early (a panic, a leak, a limit) destroys nothing.
template <class T, class... Args>
T* make(Args&&... args) {
  void* memory = detail::run_memory(sizeof(T), alignof(T));
  T* object = nullptr;
  if constexpr (std::is_aggregate_v<T>) {
    // As in `T{a}`, members without a value get their default; the compiler would warn in here.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
    object = ::new (memory) T{std::forward<Args>(args)...};
#pragma GCC diagnostic pop
  } else {
    object = ::new (memory) T(std::forward<Args>(args)...);
  }
  if constexpr (!std::is_trivially_destructible_v<T>) {
    detail::at_run_end([](void* p) { static_cast<T*>(p)->~T(); }, object);
  }
  return object;
}

}  // namespace heddle
