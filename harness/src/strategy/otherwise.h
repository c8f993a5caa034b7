#pragma once

// What if? A schedule up to one of its decisions, there another choice, and then the default order.

#include <cstdint>
#include <string>
#include <utility>

#include "strategy/replay.h"

namespace heddle::strategy {

class Otherwise final : public Replay {
 public:
  // Takes the first `until` decisions of the schedule, and then `take`: the ordinal of a goroutine
  // (0: the clock), or a value, as the decision there asks. Where that cannot be taken the run has
  // left its schedule (`divergence`).
  Otherwise(Schedule schedule, std::uint64_t until, std::uint32_t take)
      : Replay(cut(std::move(schedule), until)), until_(until), take_(take) {}

  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;

 private:
  static Schedule cut(Schedule schedule, std::uint64_t until);
  // Whether this decision is the one; only once.
  bool is_here();

  std::uint64_t until_;
  std::uint32_t take_;
  bool taken_ = false;
};

}  // namespace heddle::strategy
