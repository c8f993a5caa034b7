#pragma once

#include <heddle/here.h>

namespace heddle::engine {

// A bug in Heddle itself: says where and why on standard error and aborts.
[[noreturn]] void ensure_failed(const char* why, Here at) noexcept;

// Stays on in release builds.
inline void ensure(bool condition, const char* why, Here at = Here::current()) noexcept {
  if (!condition) [[unlikely]] {
    ensure_failed(why, at);
  }
}

// A wrong use of Heddle that no finding can express (a primitive outside a run): one sentence on
// standard error, exit status 2.
[[noreturn]] void usage_error(const char* sentence, Here at) noexcept;

}  // namespace heddle::engine
