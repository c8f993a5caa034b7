#pragma once

// What can be found. A finding's kind is a stable word: the command line, JSON, SARIF and file
// names all use it.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace heddle::trace {

// The kinds of findings; docs/detection.md has a section on each. New ones are added before
// `nondeterminism`: files hold the words, not the numbers.
enum class Kind : std::uint8_t {
  // The program under test went wrong by itself.
  panic,           // an unrecovered panic, or a C++ exception that left a goroutine
  check_failed,    // a check(...) of the scenario does not hold
  crash,           // a signal or std::terminate
  stack_overflow,  // a goroutine used up its stack
  hang,            // no operation for the whole wall-clock limit of a run
  out_of_memory,
  // Nobody can go on.
  deadlock,          // main is stuck and so is everybody else
  partial_deadlock,  // main is stuck, others are not
  leak,              // main has returned, a goroutine never ends
  livelock,
  step_limit,  // the fair part of the run exceeded its number of operations
  limit,       // another limit of the run: goroutines, memory, virtual time
  // Unordered accesses.
  data_race,
  channel_race,  // a send and a close of one channel are unordered
  // Misuse of a primitive.
  waitgroup_misuse,
  double_close,
  close_nil,
  send_on_closed,
  negative_waitgroup,
  unlock_unlocked,
  lock_held_at_exit,
  lock_order,
  lost_wakeup,
  context_leak,
  dead_stack,
  // The run did not repeat.
  nondeterminism,
};

// How many kinds there are.
inline constexpr unsigned kind_count = static_cast<unsigned>(Kind::nondeterminism) + 1;

// "send-on-closed" for Kind::send_on_closed.
std::string_view word(Kind kind) noexcept;

// The kind of a word; empty when there is none.
std::optional<Kind> kind_of(std::string_view word) noexcept;

// A set of kinds, as a scenario states what it expects: `.expect = {Kind::leak}`.
class Kinds {
 public:
  // No kinds.
  constexpr Kinds() noexcept = default;
  // These kinds.
  constexpr Kinds(std::initializer_list<Kind> kinds) noexcept {
    for (Kind kind : kinds) insert(kind);
  }
  // Adds a kind.
  constexpr void insert(Kind kind) noexcept { bits_ |= bit(kind); }
  // Whether the kind is in the set.
  [[nodiscard]] constexpr bool contains(Kind kind) const noexcept {
    return (bits_ & bit(kind)) != 0;
  }
  // Whether no kind is in the set.
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  friend constexpr bool operator==(Kinds, Kinds) noexcept = default;

 private:
  static constexpr std::uint64_t bit(Kind kind) noexcept {
    return std::uint64_t{1} << static_cast<unsigned>(kind);
  }
  std::uint64_t bits_ = 0;
};

}  // namespace heddle::trace
