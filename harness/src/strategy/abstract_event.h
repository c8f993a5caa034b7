#pragma once

#include <heddle/here.h>

#include <array>
#include <cstdint>

#include "engine/operation.h"
#include "engine/rng.h"

namespace heddle::strategy {

// Names an operation by its kind, its place in the source (the words, not their address) and the
// identity of its object: the same in every run, and for every goroutine that does it there.
class EventNames {
 public:
  std::uint64_t name(engine::OpKind kind, std::uint64_t object, const Here& at) noexcept {
    return engine::combine(engine::combine(file(at.file), at.line),
                           object + static_cast<std::uint64_t>(kind));
  }

 private:
  // The names of files are literals: what was hashed once need not be read again.
  std::uint64_t file(const char* text) noexcept {
    Known& known = known_[(reinterpret_cast<std::uintptr_t>(text) >> 3) % known_.size()];
    if (known.text == text) return known.hash;
    std::uint64_t hash = 0;
    for (const char* c = text; *c != '\0'; ++c) {
      hash = engine::combine(hash, static_cast<unsigned char>(*c));
    }
    known = {text, hash};
    return hash;
  }

  struct Known {
    const char* text = nullptr;
    std::uint64_t hash = 0;
  };
  std::array<Known, 64> known_;
};

}  // namespace heddle::strategy
