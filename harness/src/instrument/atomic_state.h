#pragma once

#include "engine/object.h"

namespace heddle::instrument {

// A std::atomic of instrumented code, as the engine sees it. The value itself stays in the
// program's memory.
struct AtomicState : engine::Object {
  static constexpr engine::ObjectType object_type = engine::ObjectType::atomic;
  AtomicState* next = nullptr;  // of those whose addresses hash alike
  std::uintptr_t address = 0;
  bool silent = false;  // gives edges, but is no decision: the guard of a static
  // What an acquiring load gets to know: the release sequence headed by the last releasing store
  // ([atomics.order] of the C++ standard).
  engine::Sync released;
};

// An order of the program's own making, told by annotations (tsan_annotations.cpp). Readers are
// ordered with writers, not with each other.
struct ToldOrder {
  ToldOrder* next = nullptr;
  std::uintptr_t address = 0;
  engine::Sync released;  // by writers, and outside of locks
  engine::Sync released_by_readers;
};

// Eight bytes of plain memory that goroutines share, where accesses are decisions.
struct MemoryState : engine::Object {
  static constexpr engine::ObjectType object_type = engine::ObjectType::memory;
  MemoryState* next = nullptr;
  std::uintptr_t cell = 0;
};

}  // namespace heddle::instrument
