#pragma once

// What the steps of a program touch, as small numbers.
//
// A program has few different steps, which come again in every run. So what a step touches is
// looked up once in a table, and from then on it is a number; whether two steps commute is asked of
// two numbers. Nothing here is about a run, so nothing is ever taken back.

#include <heddle/trace/op.h>

#include <cstdint>
#include <span>
#include <vector>

#include "strategy/flat_bytes.h"

namespace heddle::strategy::dpor {

// Numbers for identities, in the order in which they come.
class Numbers {
 public:
  std::uint32_t of(std::uint64_t identity);
  std::uint64_t identity(std::uint32_t number) const noexcept { return identities_[number]; }
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(identities_.size()); }

  template <class Bytes>
  void exchange(Bytes& bytes) {
    bytes(identities_);
    bytes(cells_);
  }

 private:
  void grow();
  std::vector<std::uint64_t> identities_;
  std::vector<std::uint32_t> cells_;  // open addressing; number + 1
};

// What a step does to one object.
struct Access {
  // What matters beyond the facets.
  enum Note : std::uint8_t {
    takes = 1,         // from now on others who need the object are disabled
    gives = 2,         // they no longer are
    needs = 4,         // disabled while somebody has taken it
    counts_up = 8,     // WaitGroup.add ...
    watched = 16,      // ... after somebody has called wait
    counts_down = 32,  // WaitGroup.done
    awaits_zero = 64   // WaitGroup.wait
  };
  std::uint32_t object = 0;
  std::uint8_t reads = 0;
  std::uint8_t updates = 0;
  std::uint8_t writes = 0;
  std::uint8_t notes = 0;
  bool changes() const noexcept { return (updates | writes) != 0; }
  friend bool operator==(const Access&, const Access&) noexcept = default;
};

// As trace::conflict and trace::reversible, on one object.
bool conflict(const Access& earlier, const Access& later) noexcept;
inline bool reversible(const Access& earlier, const Access& later) noexcept {
  return (earlier.notes & Access::gives) == 0 || (later.notes & Access::needs) == 0;
}

class Touches {
 public:
  static constexpr std::uint32_t nothing = 0;
  // A step of the clock: it commutes with nothing at all.
  static constexpr std::uint32_t everything = 1;

  Touches();

  // `commute`: two additions to an atomic commute, because nobody uses what they return.
  void let_additions_commute(bool commute) noexcept { commute_ = commute; }
  // Whether the order of adds and dones makes a difference: the counter may go below zero.
  void order_counts(bool order) noexcept {
    counts_matter_ = order;
    forget_known();
  }
  // Whether a wait was there before the last done makes a difference: somebody adds while another
  // one has not yet returned from wait.
  void tell_waits_from_dones(bool tell) noexcept {
    waits_matter_ = tell;
    forget_known();
  }

  // What an operation does to its object, with these facts. Needs an object.
  Access access(const trace::Touch& touch);
  // What it surely does, whatever the state.
  static Access least(Access access, const trace::Touch& touch) noexcept;

  // The number of what is touched. The order of the accesses makes no difference; they are merged
  // in place.
  std::uint32_t number(std::vector<Access>& accesses);
  std::span<const Access> accesses(std::uint32_t number) const noexcept {
    const Set& set = sets_[number];
    return {accesses_.data() + set.begin, set.count};
  }
  // Whether two steps that are possible in one state do not commute.
  bool dependent(std::uint32_t a, std::uint32_t b) const noexcept {
    if (a < row_bits && b < row_bits) return (rows_[a] >> b & 1) != 0;
    return compute_dependent(a, b);
  }
  // All notes of its accesses.
  std::uint8_t notes(std::uint32_t number) const noexcept { return sets_[number].notes; }
  // The numbers of what an operation touches, and of what it surely touches; it has an object and
  // is no select. Quick where it has come before.
  struct Numbered {
    std::uint32_t touches, least;
  };
  Numbered number(const trace::Touch& touch);
  // Whether a step changes anything that another one, which touches `others`, looks at.
  bool changes(std::uint32_t step, std::uint32_t others) const noexcept;
  // Whether `first` waits for a WaitGroup to which `second` adds.
  bool adds_beside_wait(std::uint32_t first, std::uint32_t second) const noexcept;
  // The number of what either of two steps touches.
  std::uint32_t both(std::uint32_t a, std::uint32_t b);

  template <class Bytes>
  void exchange(Bytes& bytes) {
    objects_.exchange(bytes);
    bytes(sets_);
    bytes(accesses_);
    bytes(cells_);
    bytes(rows_);
  }

 private:
  struct Set {
    std::uint32_t begin;
    std::uint32_t count;
    std::uint64_t hash;
    std::uint8_t notes;
  };
  // An operation that was numbered before.
  struct Known {
    trace::Touch touch;
    Numbered numbered;
  };
  static constexpr std::uint32_t row_bits = 64;
  static constexpr std::size_t known_size = 256;
  std::uint32_t add(const std::vector<Access>& accesses, std::uint64_t hash);
  bool compute_dependent(std::uint32_t a, std::uint32_t b) const noexcept;
  bool overlap(std::uint32_t a, std::uint32_t b) const noexcept;
  void grow();
  void forget_known() noexcept {
    for (Known& known : known_) known.touch = {};
  }

  Numbers objects_;
  std::vector<Set> sets_;
  std::vector<Access> accesses_;
  std::vector<std::uint32_t> cells_;  // open addressing; number + 1
  std::vector<std::uint64_t> rows_;   // which of the first sets depend on each other
  std::vector<Known> known_ = std::vector<Known>(known_size);
  std::vector<Access> merged_;  // by both() and number()
  bool commute_ = false;
  bool counts_matter_ = false;
  bool waits_matter_ = false;
};

}  // namespace heddle::strategy::dpor
