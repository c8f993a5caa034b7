#pragma once

// The operation table: every visible step a goroutine can take, in one constexpr table that the
// engine, the strategies, the trace and its readers share.
//
// Nobody above the primitives asks "is this a channel send?". They ask for the role of an
// operation (does it take something, give something, wait, ...) and for what it touches.
//
// What an operation touches decides with which others it conflicts. An object has up to eight
// facets (a channel: its sending end, its receiving end, its fill level, ...). An operation reads,
// updates or writes each facet:
//
//            read   update  write
//   read      -       x       x        x: the two do not commute (they conflict)
//   update    x       -       x        -: their order makes no difference
//   write     x       x       x
//
// "Update" is for changes that commute with each other but not with a look at the result: two adds
// of a WaitGroup, two RLock. What an operation touches may depend on the state it meets (a failed
// compare-and-swap only reads), but only in ways that do not change when operations that commute
// come in another order; else "the same up to the order of what commutes" would mean nothing.
// That is why a send and a receive never conflict, though one may wait for the other: waiting is no
// difference that anybody can see, and who gets which value does not depend on it. And it is why a
// look at how full a channel is conflicts with every transfer, though far from empty and full it
// would see the same: whether it is near depends on the order of sends and receives.
// A conflict that can never be turned round (an unlock and the lock it lets in) is still a
// conflict: the order matters; `reversible` tells the two apart.

#include <cstdint>
#include <string_view>

namespace heddle::trace {

// What an operation does in the abstract.
enum class Role : std::uint8_t {
  start,          // first step of a goroutine
  end,            // last step
  spawn,          // creates a goroutine
  acquire,        // takes exclusive hold; disabled while somebody holds
  acquire_share,  // takes shared hold
  release,        // gives up exclusive hold
  release_share,  // gives up shared hold
  try_acquire,    // takes hold or fails, never waits
  send,           // hands a value over, may wait
  receive,        // takes a value, may wait
  select,         // one of several sends and receives
  close,          // ends a conversation
  wait,           // waits until it is told
  wake,           // tells
  read,           // looks
  write,          // changes
  update,         // looks and changes in one step
  count,          // moves a counter others wait for
  clock,          // looks at or arms the clock
  fire,           // the clock reaches a timer
  pause,          // gives way, touches nothing
  resume,         // goes on after having waited
  note,           // says something; touches nothing
};

// The kinds of operations. Trace files hold the numbers: new ones are added at the end.
enum class OpKind : std::uint8_t {
  none,
  start,
  end,
  spawn,
  yield,
  resume,
  num_goroutine,
  static_init,
  chan_send,
  chan_recv,
  chan_try_send,
  chan_try_recv,
  chan_close,
  chan_len,
  select,
  try_select,
  mutex_lock,
  mutex_unlock,
  mutex_try_lock,
  rw_lock,
  rw_announce,
  rw_unlock,
  rw_try_lock,
  rw_rlock,
  rw_runlock,
  rw_try_rlock,
  wg_add,
  wg_done,
  wg_wait,
  once_do,
  once_done,
  cond_wait,
  cond_signal,
  cond_broadcast,
  atomic_load,
  atomic_store,
  atomic_rmw,
  atomic_cas,
  var_read,
  var_write,
  var_update,
  map_read,
  map_write,
  pool_get,
  pool_put,
  ctx_read,
  ctx_derive,
  ctx_cancel,
  time_now,
  sleep,
  timer_start,
  timer_stop,
  timer_fire,
  signal_raise,
  signal_config,
  choose,
  log,
};

// How many kinds of operations there are; at most 64 (sets of kinds are 64 bits).
inline constexpr unsigned op_kind_count = static_cast<unsigned>(OpKind::log) + 1;

// Facets of an object, as bits. Which of them a kind of object has follows from the table.
namespace facet {
inline constexpr std::uint8_t state = 1;     // the value, the holder, the queue
inline constexpr std::uint8_t sending = 2;   // the sending end of a channel
inline constexpr std::uint8_t taking = 4;    // its receiving end
inline constexpr std::uint8_t level = 8;     // how full it is
inline constexpr std::uint8_t closed = 16;   // whether it is closed
inline constexpr std::uint8_t sharing = 32;  // who shares the hold
inline constexpr std::uint8_t clock = 64;    // the run's clock, common to all timers
inline constexpr std::uint8_t census = 128;  // the number of goroutines, common to the run
// Facets that are not of one object but of the run.
inline constexpr std::uint8_t global = clock | census;
}  // namespace facet

// The facets an operation touches, and how.
struct Touches {
  std::uint8_t reads = 0;    // facets it looks at
  std::uint8_t updates = 0;  // facets it changes in a way that commutes with other updates
  std::uint8_t writes = 0;   // facets it changes
};

// A row of the operation table.
struct OpInfo {
  OpKind kind;               // its own place in the table
  std::string_view name;     // in traces: "chan-send"
  std::string_view waiting;  // Go's word for a goroutine that waits in it: "chan send"
  std::string_view past;     // what a goroutine has done, before the object: "sent on"
  Role role;                 // what strategies and detectors go by
  Touches touches;           // in the general case; `touches_of` refines it by state
  std::string_view value_a;  // meaning of an event's first value; empty: unused
  std::string_view value_b;  // and of its second
};

// The row of a kind.
const OpInfo& info(OpKind kind) noexcept;

// The kind with this trace name; OpKind::none when there is none.
OpKind op_kind_of(std::string_view name) noexcept;

// What conflict detection needs to know of one operation that was, or is about to be, performed.
struct Touch {
  // Facts about the object in the state before the operation.
  enum Fact : std::uint8_t {
    none = 0,
    boundary = 1,  // WaitGroup.add: the counter is zero
    failed = 2,    // a try, compare-and-swap, select or signal that changed nothing
    has_try = 4,   // try, default or len: also looks at the level
    waited = 8,    // WaitGroup.add: somebody has called wait before
    adds = 16,     // atomic: an addition, whose order makes no difference if nobody uses the result
  };
  OpKind kind = OpKind::none;       // what is done
  std::uint8_t facts = Fact::none;  // bits of Fact
  std::uint64_t object = 0;         // identity; 0: none
};

// The facets this operation touches, given the facts.
Touches touches_of(const Touch& op) noexcept;

// Whether the order of the two makes a difference; each carries the facts of the state it met or,
// if it is yet to come, none. A `select` conflicts when one of its cases does: ask for each case.
bool conflict(const Touch& earlier, const Touch& later) noexcept;

// Whether two conflicting operations of different goroutines could have come in the other order.
// False where the earlier one is what made the later one possible (unlock before lock).
bool reversible(const Touch& earlier, const Touch& later) noexcept;

}  // namespace heddle::trace
