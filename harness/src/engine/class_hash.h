#pragma once

// A number for the happens-before (Mazurkiewicz) class of a run: two runs have the same number when
// one can be turned into the other by swapping neighbouring operations that do not conflict, and
// practically never otherwise. It is how a campaign counts what it has really seen.
//
// It is computed as the run goes, from what is performed and the conflict table (trace/op.h), in
// constant time and memory for each operation. An operation's hash is made of
//
//   - the hash of the goroutine's operation before it (the first: of the spawn that started it),
//   - what it is and on which object,
//   - the hashes of the earlier operations with which it conflicts.
//
// Those need not be kept one by one. Of each facet of an object it is enough to know the hash of
// the last write, and the sum of the hashes of the reads and of the updates since: a sum does not
// depend on the order of what commutes, and whoever conflicts with one of them conflicts with all.
// All that a goroutine did is in the hash of its last operation, so the class is the sum of those.
//
// What the strategy chose (a case, choose(n), random bits) goes into the goroutine's hash. Values
// do not: they follow. An operation that waits is counted where it begins to wait, because that is
// when it takes its place in a queue; going on is no operation.

#include <heddle/trace/op.h>

#include <cstdint>

#include "engine/arena.h"
#include "engine/goroutine.h"

namespace heddle::engine {

// What has happened to one facet.
struct FacetHashes {
  std::uint64_t write;  // the last
  std::uint64_t reads;  // since then, in sum
  std::uint64_t updates;
};

// The facets of one object that are not the run's.
struct ObjectHashes {
  static constexpr unsigned facets = 6;
  FacetHashes facet[facets];
};

class ClassHash {
 public:
  // The kinds of operations it has to be told about, as bits (Observer::bit). Accesses to plain
  // memory are operations only where they can be decisions.
  static std::uint64_t kinds(bool memory) noexcept;

  void begin_run() noexcept;
  // `goroutine` is null for the clock. `value_a` is the event's first value (trace::OpInfo).
  void performed(Goroutine* goroutine, const trace::Touch& touch, Object* object,
                 std::uint64_t value_a, bool waits, Arena& arena);
  // A part of an operation on several objects (a case of a select). The parts come before it.
  void touched(Goroutine& goroutine, const trace::Touch& touch, Object& object, Arena& arena) {
    step(goroutine.class_hash, touch, &object, arena);
  }
  // A value that follows from nothing but the schedule; `goroutine` is null for the clock.
  void chose(Goroutine* goroutine, std::uint64_t value) noexcept;
  // `creator` is null for main and for what the clock starts.
  void spawned(Goroutine& goroutine, const Goroutine* creator) noexcept;

  // What the clock has done; the goroutines' part is in their class_hash.
  std::uint64_t clock_hash() const noexcept { return clock_; }
  // A goroutine's or the clock's part of the run's number, which is the sum of them.
  static std::uint64_t part(std::uint64_t hash) noexcept;

 private:
  void step(std::uint64_t& hash, const trace::Touch& touch, Object* object, Arena& arena);

  std::uint64_t clock_ = 0;
  FacetHashes run_facets_[2] = {};  // facet::clock, facet::census
};

}  // namespace heddle::engine
