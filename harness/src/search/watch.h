#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "search/child.h"
#include "search/isolated.h"
#include "search/shared.h"

namespace heddle::search {

// How a worker ended.
struct Outcome {
  enum class End : std::uint8_t {
    finished,       // it did all it was to do
    died,           // by a signal, by exit, or from outside
    hang,           // it was killed because a run took too long
    out_of_memory,  // it was killed because a single run used too much
  };
  End end = End::finished;
  int wait_status = 0;
  double run_seconds = 0;      // of the run in which it was killed
  double stalled_seconds = 0;  // how long that run had not made an operation
};

// Keeps an eye on a worker process: whether it lives, how long its run takes, how much memory it
// has.
class Watch {
 public:
  Watch(Child& child, Shared& shared, const Isolation& isolation, std::uint64_t run_bytes_most);

  // The worker begins something new at status().counts.next_run. Called too when it has done what
  // it was told to.
  void restart();
  // Collects what the worker has sent. How it ended, if it has; one that takes too long or uses too
  // much is killed. One that has grown over several runs is asked to end (Status::replace).
  std::optional<Outcome> look();

 private:
  void look_at_time();
  Outcome kill(Outcome::End end);
  Outcome ended();

  Child& child_;
  Status& status_;
  const engine::Run& run_;
  const Isolation& isolation_;
  std::uint64_t run_bytes_most_;
  std::uint64_t runs_before_ = 0;  // of the same process
  std::uint64_t first_run_ = 0;    // of what it does now
  std::uint64_t run_index_ = 0;
  std::uint64_t steps_ = 0;
  std::int64_t run_since_ns_ = 0;
  std::int64_t steps_since_ns_ = 0;
  std::int64_t looked_ns_ = 0;
};

// Stays with a worker until it has ended.
Outcome watch(Child& child, Shared& shared, const Isolation& isolation,
              std::uint64_t run_bytes_most);

// Whether it ended in a way that only somebody outside can have brought about.
bool killed_from_outside(const Outcome& outcome, const Note& note) noexcept;

}  // namespace heddle::search
