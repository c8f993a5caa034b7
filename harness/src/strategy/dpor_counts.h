#pragma once

#include <cstdint>
#include <vector>

#include "strategy/dpor_path.h"

namespace heddle::strategy::dpor {

// Adds and dones of a WaitGroup commute as long as the counter cannot go below zero, which ends the
// run. That is no question of two steps but of all: whatever comes first of what the path leaves
// unordered, there must be enough. It holds if each done can be given an add of its own (one unit
// of it) that comes before it in any order: a matching (Hall 1935), found by augmenting paths.
class Counts {
 public:
  // Whether some order of the path's steps on this object lets the counter go below zero.
  bool may_go_below_zero(const Path& path, std::uint32_t object);

 private:
  struct Units {
    std::uint32_t step;
    std::uint32_t left;  // adds: not yet given away
  };
  // One unit of `done` is paid by `add`.
  struct Payment {
    std::uint32_t done, add;
  };
  bool pay(const Path& path, std::uint32_t done);
  std::vector<Units> adds_;
  std::vector<Units> dones_;
  std::vector<Payment> payments_;
  std::vector<bool> tried_;  // by add
};

}  // namespace heddle::strategy::dpor
