#pragma once

// One recorded run: everything a viewer, an exporter or a replay needs. Indices into its tables
// start at 1; 0 means none.

#include <heddle/trace/event.h>
#include <heddle/trace/finding.h>
#include <heddle/trace/state.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::trace {

// A place where the run could have gone on in more than one way.
enum class DecisionKind : std::uint8_t {
  goroutine,    // value: ordinal of who went next; 0: the clock (an early firing)
  select_case,  // value: index of the ready case
  timer,        // value: index among timers with equal deadlines
  waiter,       // value: place in a wait queue
  choice,       // value: of choose(n)
  random_low,   // value: 28, 28 and 8 bits of random_u64
  random_middle,
  random_high,
};
// How many kinds of decisions there are.
inline constexpr unsigned decision_kind_count = 8;

// "goroutine", "select-case", ...
std::string_view word(DecisionKind kind) noexcept;

// A decision as it was taken.
struct Decision {
  DecisionKind kind = DecisionKind::goroutine;  // what was to be decided
  std::uint32_t value = 0;                      // which way; see DecisionKind
  std::uint32_t check = 0;                      // of the running hash before the decision
  friend bool operator==(const Decision&, const Decision&) = default;
};

// A goroutine, and how the run left it.
struct TracedGoroutine {
  std::uint32_t creator = 0;      // ordinal; 0: nobody (main)
  std::uint32_t child_index = 0;  // its creator's n-th goroutine, from 1
  std::uint32_t made_at = 0;      // site
  std::string name;               // as given to go(), or empty
  // At the end of the run; `fresh` when that is not known, because the process died.
  State state = State::fresh;
  OpKind pending = OpKind::none;         // what it had announced or waits in
  std::uint32_t pending_at = 0;          // site
  std::vector<std::uint32_t> waits_for;  // objects; several for a select
  friend bool operator==(const TracedGoroutine&, const TracedGoroutine&) = default;
};

// A channel, a lock or whatever else operations are done on.
struct TracedObject {
  std::uint64_t identity = 0;  // hash of its maker and of the how-manieth it is
  std::string type;            // "channel", "mutex", ...
  std::uint32_t made_at = 0;   // site
  std::uint32_t made_by = 0;   // goroutine
  std::uint32_t capacity = 0;  // of a channel's buffer
  friend bool operator==(const TracedObject&, const TracedObject&) = default;
};

// A run.
struct Trace {
  // What was run, and how its decisions were taken.
  std::string scenario;
  bool fixed = false;       // the repaired twin
  std::string strategy;     // all keys written out
  std::uint64_t seed = 0;   // of the campaign
  std::uint64_t run = 0;    // its number in the campaign
  std::uint32_t early = 0;  // early firings that were allowed
  std::string schedule;     // the decisions as text
  std::string cut;          // why the run was given up; empty when it was not
  bool prefix = false;      // more happened than was recorded

  std::vector<Decision> decisions;          // in order
  std::vector<Site> sites;                  // the table that site indices refer to
  std::vector<TracedGoroutine> goroutines;  // by ordinal; the first is main
  std::vector<TracedObject> objects;        // by ordinal
  std::vector<std::string> texts;           // of log events: their value_a is an index
  std::vector<Event> events;                // by number
  std::vector<std::uint32_t> edges;         // event numbers; each event has a slice
  std::vector<Finding> findings;            // what was wrong with the run
  friend bool operator==(const Trace&, const Trace&) = default;
};

// The place with this index; an empty one for 0.
const Site& site_of(const Trace& trace, std::uint32_t index) noexcept;

// "0.2.1": main's 2nd goroutine's 1st goroutine.
std::string identity_path(const Trace& trace, std::uint32_t ordinal);

// "G2 worker"; "clock" for 0.
std::string label(const Trace& trace, std::uint32_t ordinal);

// "channel 3".
std::string object_name(const Trace& trace, std::uint32_t ordinal);

// "time=20ms early=0": the event's values, with their names; empty when it has none.
std::string values_text(const Event& event);

// The goroutine as a finding mentions it, as the run left it.
Involved involved(const Trace& trace, std::uint32_t ordinal);

}  // namespace heddle::trace
