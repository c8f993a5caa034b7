#pragma once

// A schedule in which two operations come the other way round: taken as it is up to the first of
// them, whose goroutine then waits until the second has been done; after that, the default order.

#include <cstdint>
#include <string>
#include <vector>

#include "strategy/replay.h"

namespace heddle::strategy {

class Reversed final : public Replay {
 public:
  // An operation: the goroutine's n-th event, from 0, and the path of the goroutine's creation.
  struct Step {
    std::string goroutine;
    std::uint32_t count = 0;
  };
  Reversed(Schedule schedule, Step first, Step second);

  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;
  std::uint64_t random_bits(std::uint32_t check) override;
  void spawned(engine::Goroutine& goroutine) override;
  void performed(const engine::Performed& what) override;
  std::uint64_t watched_kinds() const override { return ~std::uint64_t{0}; }

  // Whether the last run did them in the other order.
  bool reversed() const noexcept { return reversed_; }

 private:
  Step first_, second_;
  std::vector<std::string> paths_;                        // by ordinal
  std::uint32_t first_ordinal_ = 0, second_ordinal_ = 0;  // 0: not there yet
  std::uint32_t first_done_ = 0, second_done_ = 0;        // events so far
  bool left_ = false;                                     // the schedule is not followed any more
  bool holding_ = false;                                  // the first one's goroutine waits
  bool reversed_ = false;
  engine::Rng rng_{0};
};

}  // namespace heddle::strategy
