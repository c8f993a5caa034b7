#pragma once

// The circumstances of each access, kept in recorded runs only: the run of a finding is repeated
// with a recorder, and then both sides of a race can be told with their whole stack.

#include <cstddef>
#include <cstdint>

#include "engine/arena.h"
#include "instrument/history.h"

namespace heddle::instrument {

struct Context {
  Context* next = nullptr;
  std::uintptr_t cell = 0;  // the address of its 8 bytes
  std::uint64_t key = 0;
  std::uintptr_t pc = 0;
  std::uint64_t mask = 0;
  bool writes = false;
  std::uint32_t event = 0;  // the number of the event that came before
  std::uint32_t depth = 0;
  const std::uintptr_t* frames = nullptr;  // return addresses, outermost first
};

class ContextTable {
 public:
  constexpr ContextTable() noexcept = default;

  void clear() noexcept {
    heads_ = nullptr;
    heads_count_ = 0;
    count_ = 0;
    last_frames_ = nullptr;
  }
  void remember(std::uintptr_t address, std::uint64_t key, const Access& access,
                std::uint32_t event, engine::Arena& arena);
  // The last access like this one; null when there was none.
  const Context* find(std::uintptr_t address, const Record& record) const noexcept;

 private:
  Context*& head_of(std::uintptr_t cell) const noexcept;
  void grow(engine::Arena& arena);
  // The running goroutine's stack; accesses of one call share it.
  const std::uintptr_t* frames_now(std::uint32_t depth, engine::Arena& arena);

  Context** heads_ = nullptr;  // hashed by cell
  std::uint32_t heads_count_ = 0;
  std::uint32_t count_ = 0;
  const std::uintptr_t* last_frames_ = nullptr;
  std::uint32_t last_depth_ = 0;
};

}  // namespace heddle::instrument
