#pragma once

#include <cstdint>

#include "engine/strategy.h"
#include "strategy/bytes.h"

namespace heddle::strategy {

// Something a strategy knows from earlier runs. It watches a run, says in a few bytes what the run
// has shown (its lesson), and learns such lessons, later and perhaps in another process. What it
// knows follows from the lessons it has learned and their order, and from nothing else; so it may
// note in a lesson only what does not depend on the process (no address, no run number).
class Knowledge {
 public:
  virtual ~Knowledge() = default;

  // The kinds of operations it wants to see (engine::Observer::bit).
  virtual std::uint64_t kinds() const noexcept { return 0; }

  virtual void begin_run() {}
  virtual void spawned(const engine::Goroutine&) {}
  virtual void performed(const engine::Performed&) {}
  // The run is over: nothing is seen any more until the next begins.
  virtual void end_run(const engine::RunEnd&) {}

  // What the run that has just ended has shown.
  virtual void write_lesson(ByteWriter& lesson) const = 0;
  virtual void learn(ByteReader& lesson) = 0;

  // All it knows.
  virtual void save(ByteWriter& to) const noexcept = 0;
  virtual void resume(ByteReader& from) = 0;
};

}  // namespace heddle::strategy
