#pragma once

// What a fuzzer's input says, and how it is written as bytes.
//
// Bytes taken one after the other as "who goes next" make a fuzzer far worse than a random walk: a
// change early in the input gives all later bytes another meaning. Here an input is a way of
// scheduling with a seed, and a list of constraints that each stand for themselves, as in FEST
// (NSDI 2026) and RFF (Wolff et al., ASPLOS 2024). They name operations by who does what to what,
// for the n-th time or at the n-th place where it does so, never by line or by step of the run, so
// that they survive changes of the program.
//
// THE BYTES. Blocks of 16; missing bytes are 0. The first block is the head:
//
//     0      order (% 5: libFuzzer's own first input, a line feed, is the default order too)
//     1      rate
//     2      firing
//     3      early firings that are allowed, and 1 more; 0: 2 are
//     4-11   seed, lowest byte first
//     12     bit 0: accesses to shared plain memory are decisions
//     13-15  0
//
// Each other block is a record; the lowest three bits of its first byte say which:
//
//     1 pair       1 flags (1 late, 2 negated, 4 from nothing), 2-7 reader, 8-13 source
//     2 lift       2-7 taken, 8-13 inside
//     3 delay      2-7 before
//     4 deviation  bits 3-5 of byte 0 kind of decision; 1-3 who, 4-6 done, 7 again, 8-15 taken
//     5 data       bits 4-7 of byte 0 how many bytes; 1-2 place, 3-15 the bytes
//     0, 6, 7      nothing
//
// with an operation as 0-1 goroutine, 2 kind (bits 0-5) and place (6-7), 3-4 object, 5 occurrence.
// So any bytes are an input, and a changed byte changes the head or one record, and nothing else.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "strategy/deviating.h"

namespace heddle::strategy {

// Which operations are meant. Identities are shortened; two may share a name.
struct OperationRef {
  std::uint16_t goroutine = 0;  // one, or a family (see below); 0: any
  std::uint8_t kind = 0;        // engine::OpKind
  std::uint8_t place = 0;       // the n-th place in the code where its goroutine does this; 0: any
  std::uint16_t object = 0;     // never 0 in what a run shows
  std::uint8_t occurrence = 0;  // the n-th time that its goroutine does this; 0: any
  friend auto operator<=>(const OperationRef&, const OperationRef&) = default;

  static constexpr std::uint8_t place_most = 3;  // the third place, and all behind it
  static constexpr std::uint8_t occurrence_most = 255;

  // As 48 bits, and back. Not 0 for what a run shows.
  std::uint64_t packed() const noexcept;
  static OperationRef unpacked(std::uint64_t bits) noexcept;
};

// An operation of a run, with all its parts. A family are the goroutines that one goroutine starts
// at one place in the code.
struct OperationName {
  OperationRef ref;
  std::uint16_t family = 0;
};

inline bool covers(const OperationRef& ref, const OperationName& name) noexcept {
  return ref.kind == name.ref.kind && ref.object == name.ref.object &&
         (ref.goroutine == 0 || ref.goroutine == name.ref.goroutine ||
          ref.goroutine == name.family) &&
         (ref.place == 0 || ref.place == name.ref.place) &&
         (ref.occurrence == 0 || ref.occurrence == name.ref.occurrence);
}

// Names of identities, never 0.
std::uint16_t short_name(std::uint64_t identity) noexcept;
std::uint32_t goroutine_name(std::uint64_t identity) noexcept;  // 24 bits
struct FuzzPlan {
  enum class Order : std::uint8_t {
    usual,       // the default order
    events,      // as in pos: a priority for each operation
    goroutines,  // as in pct: a priority for each goroutine, lowered now and then
    bursts,      // as in burst: a random walk that stays with a goroutine for a while
    in_turn,     // whoever has done least
  };
  static constexpr unsigned order_count = 5;
  static constexpr std::uint8_t early_usual = 2;

  // A reader is to meet a source (strategy/sources.h), or (negated) is not to.
  struct Pair {
    OperationRef reader;
    OperationRef source;
    bool from_nothing = false;  // nothing was done to the object before
    bool late = false;          // the source waits for its reader to be there
    bool negated = false;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  // Taking `taken` counts as doing `inside`, which is done while it is held.
  struct Lift {
    OperationRef taken;
    OperationRef inside;
    friend bool operator==(const Lift&, const Lift&) = default;
  };

  Order order = Order::usual;
  std::uint8_t rate = 0;    // goroutines, bursts: a change once in 2^(1 + rate % 8) decisions
  std::uint8_t firing = 0;  // an early firing on offer is taken once in so many times; 0: never
  std::uint8_t early = early_usual;  // early firings that are allowed; at most 254
  bool memory = false;               // --preempt=memory
  std::uint64_t seed = 0;            // 0 with the usual order: the first of all values
  std::vector<Pair> pairs;
  std::vector<Lift> lifts;
  // Who comes to one of these stops before it, once, until nobody else can go on.
  std::vector<OperationRef> delays;
  // Exact decisions, against all of the above. `place.who` is a goroutine_name.
  std::vector<Deviation> deviations;
  std::vector<std::uint8_t> data;  // for fuzz_input()

  void clear();
  friend bool operator==(const FuzzPlan&, const FuzzPlan&) = default;
};

// More than a run can heed in reasonable time are left out when a plan is read.
inline constexpr std::size_t pairs_most = 64;
inline constexpr std::size_t lifts_most = 256;
inline constexpr std::size_t delays_most = 64;
inline constexpr std::uint32_t deviation_done_most = (1U << 24) - 1;

// Total: any bytes are a plan. What `plan` was is forgotten, its memory used again.
void read_plan(std::span<const std::uint8_t> bytes, FuzzPlan& plan);
// As many whole records as fit into `room`; returns how many bytes that are. A plan that was read
// is read again the same.
std::size_t write_plan(const FuzzPlan& plan, std::span<std::uint8_t> room);
// How many bytes it takes to write all of it.
std::size_t plan_bytes(const FuzzPlan& plan) noexcept;
// How much data there may be in a plan of at most so many bytes, whatever else it says staying.
std::size_t data_most(const FuzzPlan& plan, std::size_t bytes_most) noexcept;

}  // namespace heddle::strategy
