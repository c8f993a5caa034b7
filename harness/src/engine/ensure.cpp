#include "engine/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace heddle::engine {

void ensure_failed(const char* why, Here at) noexcept {
  std::fprintf(stderr, "heddle: internal error at %s:%u: %s\n", at.file, at.line, why);
  std::fflush(nullptr);
  std::abort();
}

void usage_error(const char* sentence, Here at) noexcept {
  std::fprintf(stderr, "heddle: %s:%u: %s\n", at.file, at.line, sentence);
  std::fflush(nullptr);
  std::_Exit(2);
}

}  // namespace heddle::engine
