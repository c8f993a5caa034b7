#pragma once

// A detected bug, with everything a report says about it.

#include <heddle/trace/kind.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::trace {

// A place in the user's code.
struct Site {
  std::string file;        // as __FILE__ would say it; empty: no place
  std::uint32_t line = 0;  // from 1; 0: not known
  std::string function;    // its name; may be empty
  friend bool operator==(const Site&, const Site&) = default;
};

// "file:line"; "" for a site without a line.
std::string short_text(const Site& site);
// The same in a sentence: words where neither a file nor a line is known.
std::string place_text(const Site& site);

// A goroutine that takes part in a finding.
struct Involved {
  std::uint32_t ordinal = 0;            // G1 is main
  std::string identity;                 // "0.2.1": main's 2nd goroutine's 1st goroutine
  std::string name;                     // as given to go(), or empty
  std::string state;                    // Go's words: "chan receive", "sync.Mutex.Lock"; "running"
  Site site;                            // where it is
  std::uint32_t creator = 0;            // 0: nobody (main)
  Site created_at;                      // where it was started; none for main
  std::string waits_for;                // "chan 2 (made at a.cpp:7)", or empty
  std::vector<std::string> could_wake;  // "G2 (sent at a.cpp:9, has ended)"
  std::vector<Site> stack;              // of an access to plain memory: innermost call first
  std::vector<std::string> holds;       // locks: "mutex 1 (taken at a.cpp:5)"
  friend bool operator==(const Involved&, const Involved&) = default;
};

// "G2 worker"
std::string label(const Involved& goroutine);

// Who has what somebody waits for.
inline constexpr std::string_view known_to = "known to";  // it has a handle

// One of those who could end a wait.
struct WaitHolder {
  std::uint32_t goroutine = 0;  // ordinal
  std::string how;    // known_to; "locked by": it holds the lock; "claimed by": it waits to write
  std::string state;  // "has ended", "waits", "can run"
  friend bool operator==(const WaitHolder&, const WaitHolder&) = default;
};

// A line of the wait-for picture: a goroutine that waits, what for, and who has that. A select has
// one line for each of its channels.
struct Wait {
  std::uint32_t goroutine = 0;  // ordinal of who waits
  std::string action;           // "waits to receive on"
  std::uint32_t object = 0;     // in the trace's object table; 0: a nil channel, or no case at all
  std::string object_text;      // "channel 2 (a.cpp:7)"
  std::vector<WaitHolder> holders;  // who has it; may be nobody
  bool held_elsewhere = false;      // a handle lies where anybody may find it
  std::uint64_t certain_since = 0;  // event after which it could never run again; 0: not known
  friend bool operator==(const Wait&, const Wait&) = default;
};

// What became of the schedule that found a bug: a simpler one with the same finding.
struct Shrinking {
  bool done = false;                    // false: nobody has tried
  std::uint64_t decisions_found = 0;    // of the run that found it
  std::uint64_t preemptions_found = 0;  // of the run that found it
  bool fewest = false;  // every schedule with fewer preemptions was seen, and none shows it
  // The preemptions that are left: "between a.cpp:10 and a.cpp:11 of G2 worker, G3 ran".
  std::vector<std::string> interruptions;
  friend bool operator==(const Shrinking&, const Shrinking&) = default;
};

// Two events whose order made the difference: the run in which they came the other way round found
// nothing.
struct TurningPoint {
  std::uint32_t first = 0;   // events of the finding's trace; 0: none is known
  std::uint32_t second = 0;  // 0: what a goroutine was about to do when the run ended
  std::string text;          // one or two sentences
  std::string schedule;      // of the run that found nothing
  friend bool operator==(const TurningPoint&, const TurningPoint&) = default;
};

// A bug that a run has shown, or, if it is only `possible`, has given reason to suspect.
struct Finding {
  Kind kind = Kind::panic;           // which sort of bug
  std::string message;               // one sentence
  std::vector<Involved> goroutines;  // who takes part; those that wait, or that made the accesses
  std::vector<Site> sites;           // of the operations that clash; may be empty
  std::vector<std::string> notes;    // further sentences
  std::uint64_t step = 0;            // operation at which it was found
  bool after_main = false;           // main had returned
  bool possible = false;             // it did not happen in this run; another schedule may show it
  std::uint32_t early_firings = 0;   // how many early firings the schedule needs
  // Of goroutines that never run again: who waits for whom, and the event after which that was
  // certain of all of them (0: not before the end).
  std::vector<Wait> waits;
  std::uint64_t certain_since = 0;  // of all of `waits`

  // Filled in by the campaign.
  std::uint64_t count = 1;        // how often it was met
  std::uint64_t first_run = 0;    // the number of the first run that showed it
  std::uint64_t run = 0;          // whose schedule this is: the first with the fewest decisions
  std::uint64_t decisions = 0;    // how many the schedule has
  std::uint64_t preemptions = 0;  // how often it takes the processor from who could go on
  Shrinking shrinking;            // what became of the schedule that found it
  TurningPoint turning_point;     // which order made the difference, if that is known
  std::string schedule;           // repeats the run: docs/schedules.md
  std::string trace_file;         // where a campaign has put the trace; not kept in it
  friend bool operator==(const Finding&, const Finding&) = default;
};

// "data-race: nothing orders ...", "lock-order (possible): ...". A message that begins with the
// word of its kind does not say it twice.
std::string headline(const Finding& finding);

// Two findings with the same key are the same bug: kind, and the sorted places and wait states of
// the goroutines involved.
std::string key(const Finding& finding);

}  // namespace heddle::trace
