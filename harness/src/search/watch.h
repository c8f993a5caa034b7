#pragma once

#include <cstdint>
#include <functional>

#include "search/child.h"
#include "search/isolated.h"
#include "search/shared.h"

namespace heddle::search {

// How a worker ended.
struct Outcome {
  enum class End : std::uint8_t {
    finished,       // it did all it was to do
    replaced,       // it ended between two runs because it had grown
    died,           // by a signal, by exit, or from outside
    hang,           // it was killed because a run took too long
    out_of_memory,  // it was killed because a single run used too much
  };
  End end = End::finished;
  int wait_status = 0;
  double run_seconds = 0;      // of the run in which it was killed
  double stalled_seconds = 0;  // how long that run had not made an operation
};

// Stays with a worker until it has ended. `tick` is called about ten times a second.
Outcome watch(Child& child, Shared& shared, const Isolation& isolation,
              std::uint64_t run_bytes_most, const std::function<void()>& tick);

}  // namespace heddle::search
