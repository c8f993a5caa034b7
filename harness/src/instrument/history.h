#pragma once

// The race check on one cell of shadow memory. The rule is FastTrack's (Flanagan and Freund, PLDI
// 2009), for parts of a cell and for atomic accesses:
//
//   Two accesses race when they overlap, one of them writes, not both are atomic, and neither is
//   known to the other's goroutine.
//
// An access that is ordered before a newer one can be forgotten when whatever races with it would
// race with the newer one as well: a plain write hides all that is known to it, a plain read hides
// reads, an atomic access hides atomic ones of its kind.

#include <cstdint>

#include "engine/arena.h"
#include "engine/vector_clock.h"
#include "instrument/shadow.h"

namespace heddle::instrument {

struct Access {
  std::uint64_t mask = 0;  // of the cell's 8 bytes
  bool writes = false;
  bool atomic = false;
  std::uintptr_t pc = 0;

  std::uint64_t info() const noexcept {
    return (atomic ? mask << Record::atomic_shift : mask) | std::uint64_t{pc} << Record::pc_shift |
           (writes ? Record::write_flag : 0);
  }
};

// Who accesses: its key, what it knows, and where lists of records may be put.
struct Accessor {
  std::uint64_t key;
  const engine::VectorClock& clock;
  engine::Arena& arena;

  std::uint64_t run() const noexcept { return key >> access_key::run_shift; }
  bool knows(std::uint64_t earlier) const noexcept {
    return clock.knows({access_key::slot_of(earlier), access_key::time_of(earlier)});
  }
};

// What an access met. `race` has no key when it met nothing.
struct Verdict {
  Record race;         // the earlier access
  bool freed = false;  // the memory had been freed, by race
};

// Checks the access and remembers it.
Verdict check(Cell& cell, const Access& access, const Accessor& accessor);

// Whether somebody other than the goroutine of this key has accessed the memory in its run.
bool is_shared(const Cell& cell, std::uint64_t key) noexcept;

// Checks the end of the memory's life and remembers it.
Verdict check_free(Cell& cell, std::uintptr_t pc, const Accessor& accessor);

}  // namespace heddle::instrument
