#pragma once

// What takes the decisions of a run. One strategy a file, in harness/src/strategy.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "engine/decision.h"
#include "engine/follower.h"
#include "engine/goroutine.h"

namespace heddle::engine {

// The goroutines that may go next, each with its announced operation. The order is a function of
// the run so far, and of nothing else.
struct Choice {
  Goroutine* const* ready;
  std::uint32_t count;  // at least 1; at least 2, or `clock` is set
  Goroutine* current;   // who made the last step; may be among the ready
  bool current_ready;   // taking somebody else would be a preemption
  bool clock;           // the clock may fire early instead: answer nullptr
  std::uint64_t step;   // operations so far
  std::uint32_t check;  // the running hash at this place, see DecisionLog
};

// An operation that has been performed or, with `waits`, in which its goroutine begins to wait. A
// choice shows what everybody is about to do; this is what was done, decided or not.
struct Performed {
  const Goroutine* goroutine;  // null: the clock, or the run itself
  trace::Touch touch;
  const Object* object;  // null: none
  const Here& at;
  std::uint64_t a, b;  // the values of the event (trace::OpInfo)
  bool waits;
};

// How a run ended, as far as a strategy cares.
struct RunEnd {
  std::uint64_t steps;
  std::uint64_t decisions;
  std::uint32_t goroutines;
  bool cut;
  bool found;
};

class Strategy {
 public:
  virtual ~Strategy() = default;

  // As on the command line, all keys written out: "pct:depth=3".
  virtual std::string spec() const = 0;

  // Prepares run number `index`; everything it decides follows from `seed` and the runs before.
  // False: every schedule has been seen, there is no further run.
  virtual bool begin_run(std::uint64_t index, std::uint64_t seed) = 0;

  // Who goes next; nullptr for the clock, if offered.
  virtual Goroutine* pick(const Choice& choice) = 0;

  // A number in [0, n), n >= 2.
  virtual std::uint32_t choose(DecisionKind kind, std::uint32_t n, std::uint32_t check) = 0;

  // 64 bits. Enumerating strategies take them from the seed.
  virtual std::uint64_t random_bits(std::uint32_t check) = 0;

  // A goroutine was created; it is not yet ready.
  virtual void spawned(Goroutine&) {}

  // A goroutine gives way, or spins without changing anything.
  virtual void yielded(Goroutine&) {}

  // The kinds of operations it wants to be told about once they are performed, as bits
  // (Observer::bit); the same for a whole run.
  virtual std::uint64_t watched_kinds() const { return 0; }
  virtual void performed(const Performed&) {}

  // Who is told of every step of the strategy's runs; null: nobody.
  virtual Follower* follower() { return nullptr; }

  virtual void end_run(const RunEnd&) {}

  // Early firings a run, unless the user says otherwise.
  virtual std::uint32_t early_firings() const { return 2; }

  // What the strategy has learned from the runs so far, as bytes, so that a worker that takes over
  // for one that died or has grown can go on as if nothing had happened. Returns how many bytes it
  // wants; nothing is written when there is less room. Called from signal handlers, also in the
  // middle of a run: that run then counts as ended.
  virtual std::size_t save(std::span<std::byte>) const noexcept { return 0; }
  // Takes over what another one has saved, before the first run.
  virtual void resume(std::span<const std::byte>) {}

  // Whether several processes can share the runs of a campaign: it learns nothing from run to run,
  // or learns from batch to batch (engine/batch.h) and can merge.
  virtual bool divides() const { return save({}) == 0; }
  // Takes in what another one has saved, which took over the same state as this one did and has
  // learned from other runs of the same batch.
  virtual void merge(std::span<const std::byte>) {}

  // Whether nothing that its runs show counts: they only prepare for others.
  virtual bool rehearses() const noexcept { return false; }

  // Whether begin_run returning false means that all schedules were seen: none was missed because a
  // run was cut.
  virtual bool exhaustive() const { return false; }
  // Otherwise: the preemption bound within which all were seen; -1: there is none.
  virtual std::int32_t exhausted_bound() const { return -1; }

  // How much of all there is an enumerating strategy has seen, in parts of progress_whole: an
  // estimate, which goes up. 0: it cannot tell.
  static constexpr std::uint32_t progress_whole = 1'000'000;
  virtual std::uint32_t progress() const { return 0; }
  // How many happens-before classes it has seen, each counted once; 0: it does not count them.
  virtual std::uint64_t classes() const { return 0; }
};

}  // namespace heddle::engine
