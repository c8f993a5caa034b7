#pragma once

#include <heddle/trace/op.h>

#include <cstdint>

namespace heddle::engine {

struct Goroutine;
struct Object;
struct Sync;

// Who follows a run step by step: a strategy that reasons about what could have come in another
// order needs every step, decided or not, and what each was enabled by. (Strategy::performed tells
// the facts of what was done; an Observer is told for detection.)
//
// A STEP is what a goroutine does from the moment it is picked until it announces its next
// operation: the announced operation first. All other calls are about the step under way.
class Follower {
 public:
  virtual ~Follower() = default;

  // A run begins in which so many timers may fire early.
  virtual void begins(std::uint32_t early_firings) = 0;
  // A goroutine goes on with its announced operation.
  virtual void step(const Goroutine& goroutine) = 0;
  // The clock moves; `early`: the run has one early firing less.
  virtual void clock_step(bool early) = 0;
  // The step touches this object too, besides that of its operation.
  virtual void also(const trace::Touch& touch) = 0;

  // What enables what. The step leaves something at a place (`adds`: to what others have left
  // there), or takes up what was left, or carries it from one place to another. A follower may keep
  // a number in Sync::mark, which is 0 where nothing was left.
  virtual void leaves(Sync& place, bool adds) = 0;
  virtual void takes_up(const Sync& place) = 0;
  virtual void carries(Sync& to, const Sync& from) = 0;

  // An assumption fails. With a follower only its goroutine stops there, so that what the others
  // would have done is seen; the run is cut, and shows nothing.
  virtual void gives_up() = 0;
  // The step ends the run, whatever the others were about to do; `limit`: not because of what it
  // did, but because the run has become too long.
  virtual void ends_run(bool limit) = 0;
};

}  // namespace heddle::engine
