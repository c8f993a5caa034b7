#pragma once

// Atomic operations of instrumented code, as operations of the engine: each is a decision, performs
// on the program's memory, and gives the happens-before edges that its memory order promises.
//
// Under this scheduler all atomics of a run are in one total order, whatever the orders asked for:
// what only a weaker machine shows (a relaxed load that sees an old value) does not happen here.
// The edges, and so the races, are those of the orders as written.

#include <cstdint>

#include "engine/edge.h"

namespace heddle::instrument {

// The numbers compilers pass.
enum class MemoryOrder : int { relaxed, consume, acquire, release, acq_rel, seq_cst };

constexpr bool acquires(MemoryOrder order) noexcept {
  return order == MemoryOrder::consume || order == MemoryOrder::acquire ||
         order == MemoryOrder::acq_rel || order == MemoryOrder::seq_cst;
}
constexpr bool releases(MemoryOrder order) noexcept {
  return order == MemoryOrder::release || order == MemoryOrder::acq_rel ||
         order == MemoryOrder::seq_cst;
}

struct AtomicState;

enum class AtomicKind : std::uint8_t { load, store, update, compare };

// Begun before the memory is touched, ended after; both do nothing outside a run.
class AtomicOperation {
 public:
  AtomicOperation(const volatile void* address, unsigned bytes, AtomicKind kind, std::uintptr_t pc);
  // A load, store or update is done. The values are for the trace.
  void done(MemoryOrder order, std::uint64_t value, std::uint64_t old);
  // A compare-and-swap that failed is a load.
  void failed(MemoryOrder order, std::uint64_t value);

 private:
  // What an acquire here is an edge of.
  engine::Edge edge() const noexcept;

  AtomicState* state_ = nullptr;  // null outside a run
  std::uintptr_t pc_;
  AtomicKind kind_;
  bool silent_ = false;
  unsigned bytes_;
};

void fence(MemoryOrder order);

}  // namespace heddle::instrument
