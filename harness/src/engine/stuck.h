#pragma once

// Which goroutines can never run again, and since which step that is certain.
//
// A goroutine that waits is stuck for good when nobody who can still run has a way to wake it. Who
// has a way is known for what goroutines hold handles of (channels, contexts, timers): each handle
// lies somewhere, and the place says whose it is. A handle on the stack of a goroutine is that
// goroutine's; a handle anywhere else (heap, make<T>, a global, an element in a buffer) may be
// anybody's. What is used by reference (Mutex, RWMutex, WaitGroup, Cond) is itself such a place,
// and everybody who can reach the place may unlock, signal or count: a lock's owner proves nothing.
// Only what a Once or a static waits for has one owner.
//
// A stack is its goroutine's alone until an address that leads there may have been given away: in
// the captures of a goroutine, in an element that was sent, in memory of make<T>, in a global. An
// address of memory that cannot be seen into (the heap) may lead anywhere. The goroutines concerned
// are then *exposed*, and what lies on their stacks may be anybody's. So "certain" errs on one side
// only: it may come late, or not before the run is over. (The one blind spot: an address of a local
// that is kept in heap memory which only globals lead to.)
//
// Found as a largest set: begin with everybody who waits, remove whoever may be woken by the clock
// or by somebody outside, repeat. All this happens in recorded runs only.

#include <heddle/trace/finding.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "engine/object.h"

namespace heddle::engine {

class Run;
struct Goroutine;
struct TimerState;

// What a handle is good for, as bits.
enum : std::uint8_t { feeds = 1, drains = 2 };

// Of whom a handle is. No goroutine: it may be anybody's.
struct Holder {
  Goroutine* goroutine = nullptr;
  std::uint32_t feeding = 0;   // handles that can send, close, cancel, reset
  std::uint32_t draining = 0;  // handles that can receive
};

// How an object can be reached.
struct Reach {
  const void* place = nullptr;        // where it is, if it is used by reference
  const Goroutine* owner = nullptr;   // who alone can wake those who wait
  Object* above = nullptr;            // acting on that one may wake here: a parent context, a timer
  const TimerState* timer = nullptr;  // while it is armed, the clock may wake
  bool has_handles = false;
  std::vector<Holder> holders;
};

class Stuck {
 public:
  explicit Stuck(Run& run) noexcept : run_(run) {}

  void begin_run();

  // The run tells what happens.
  void spawned(Goroutine& goroutine, std::size_t closure_bytes);  // before its closure is made
  void launched(Goroutine& goroutine);                            // after
  void made(const void* block, std::size_t bytes);                // memory of make<T>
  void sent(const void* value, std::size_t bytes);                // where others can get it
  Reach& reach(Object& object);
  // A handle that is good for `uses` is now at `place`, or about to go.
  void handle(Object& object, const void* place, std::uint8_t uses, bool made);
  // Somebody may hold one where no handle shows it.
  void held_by_anybody(Object& object);

  // After an event, which `by` has made (null: the run itself). If it `waits`, it is about to.
  void look(std::uint32_t event, Goroutine* by, bool waits);

  // Adds what is known of the goroutines of a finding.
  void explain(trace::Finding& finding);

  // How often a goroutine ran on that was certain to be stuck. Anything but 0 is a bug.
  std::uint32_t revoked() const noexcept { return revoked_; }

 private:
  struct Made {
    const void* block;
    std::size_t bytes;
  };
  Goroutine* owner_of(const void* place) const noexcept;
  void expose_by(const void* block, std::size_t bytes, Goroutine* a, Goroutine* b);
  void find_exposed(Goroutine* ran);  // it was the last to run code of its own
  bool leads_anywhere(std::uintptr_t word) const noexcept;
  // The set, from what is known now. Whether somebody is in it who was not certain to be.
  bool find_inside();
  bool is_exposed(const Goroutine& goroutine) const noexcept;
  bool is_blocked(const Goroutine& goroutine) const noexcept;
  bool is_inside(const Goroutine* goroutine) const noexcept;
  bool may_be_woken(const Goroutine& goroutine);
  bool may_be_woken_through(const Object& object, std::uint8_t uses);
  bool place_may_be_reached(const void* place);
  void add_wait(trace::Finding& finding, const Goroutine& goroutine, const Object* object) const;

  Run& run_;
  std::vector<Goroutine*> owners_;  // by index of the stack
  std::vector<Made> made_;
  std::deque<Reach> reaches_;            // of the objects of this run
  std::vector<Goroutine*> inside_;       // the set
  std::vector<std::uint8_t> is_inside_;  // by ordinal
  const Goroutine* waiting_ = nullptr;   // about to wait, see look
  Goroutine* last_ = nullptr;            // who made the last event
  bool somebody_outside_ = false;        // can run, or the clock can
  bool everybody_exposed_ = false;       // something was given away that may lead anywhere
  std::uint64_t work_left_ = 0;          // so that a long run is not slowed down for ever
  std::uint32_t revoked_ = 0;
};

}  // namespace heddle::engine
