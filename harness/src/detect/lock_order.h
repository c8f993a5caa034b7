#pragma once

// lock-order: locks that are taken in a circle by different goroutines, which did not meet this
// time. Goodlock (Havelund, "Using runtime analysis to guide model checking of Java programs", SPIN
// 2000) with the chains of iGoodlock (Joshi, Park, Sen, Naik, "A randomized dynamic program
// analysis technique for detecting real deadlocks", PLDI 2009).
//
// Whenever a goroutine asks for a lock while it holds others, each of these and the new one make an
// arc. A chain of arcs of different goroutines, in which each asks for what the next one holds and
// the last for what the first one holds, is a cycle, unless
//   - two of them hold a common lock that keeps them apart (a gate);
//   - on some lock both only read: readers do not exclude each other;
//   - one of the locks is given up by others than its holder: it is a message then, no section;
//   - something other than locks orders one of the sections before another (a channel, a WaitGroup,
//     a goroutine's start). Only a trace tells: see detect/order.h.

#include <cstdint>

#include "detect/detector.h"
#include "detect/holds.h"
#include "detect/list.h"

namespace heddle::detect {

// A goroutine that asks for a lock while it holds another.
struct Arc {
  std::uint32_t goroutine = 0;
  std::uint32_t outer = 0;     // the lock it holds
  std::uint32_t inner = 0;     // the one it asks for
  std::uint32_t next = 0;      // arc with the same outer lock, from 1; 0: none
  std::uint32_t next_own = 0;  // arc of the same goroutine
  std::uint32_t gates = 0;     // first of `gate_count` locks held, in LockOrder::gates()
  std::uint32_t gate_count = 0;
  std::uint64_t outer_number = 0;  // of the event that took the outer lock
  std::uint64_t inner_number = 0;  // and of the one that took the inner; 0: never
  std::uint32_t era = 0;           // a repetition in the same era is the same arc
  OpKind inner_kind = OpKind::none;
  bool outer_shared = false;
  bool inner_shared = false;
  Here outer_at;
  Here inner_at;
};

// Whether `stuck` (a deadlock, a leak) is what the possible finding warned of: all its goroutines
// wait where it said they would.
bool happened(const trace::Finding& possible, const trace::Finding& stuck);

class LockOrder final : public Detector {
 public:
  static constexpr unsigned cycle_most = 6;  // goroutines in a cycle

  // A closed chain: arcs by index.
  struct Cycle {
    std::uint32_t arcs[cycle_most];
    unsigned size;
  };

  // `exact`: every arc is kept, not one of a kind. For when their order in time is looked at.
  explicit LockOrder(const Holds& holds, bool exact = false) : holds_(holds), exact_(exact) {}

  void begin(const Source& source) override;
  // Only of interest: acquires by a goroutine that holds something; `holds` does not know of it
  // yet.
  void performed(const Event& event) override;
  void ended(Findings& findings) override;
  // The same, for those who look at the cycles themselves.
  void find_cycles();

  // Something that may order sections has happened (exact only).
  void era(std::uint32_t goroutine) { ++eras_.at_least(goroutine, 0); }

  const List<Cycle>& cycles() const noexcept { return cycles_; }
  const Arc& arc(std::uint32_t i) const noexcept { return arcs_[i]; }
  trace::Finding finding_of(const Cycle& cycle) const;

 private:
  struct Gate {
    std::uint32_t object;
    bool shared;
  };
  void request(std::uint32_t goroutine, std::uint32_t object, OpKind kind, const Here& at,
               std::uint64_t number);
  bool is_known(const Arc& arc) const noexcept;
  void extend(Cycle& chain);
  bool may_follow(const Cycle& chain, const Arc& arc) const noexcept;
  bool kept_apart(const Arc& a, const Arc& b) const noexcept;

  const Holds& holds_;
  const bool exact_;
  const Source* source_ = nullptr;
  List<Arc> arcs_;
  List<Gate> gates_;
  List<std::uint32_t> by_outer_;  // by lock: its first arc, from 1
  List<std::uint32_t> own_;       // by goroutine: its latest arc, from 1
  List<std::uint32_t> eras_;      // by goroutine
  List<Cycle> cycles_;
  std::uint64_t looks_left_ = 0;
};

}  // namespace heddle::detect
