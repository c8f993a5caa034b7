#pragma once

#include <cstdint>
#include <vector>

#include "engine/rng.h"
#include "engine/strategy.h"

namespace heddle::strategy {

// Delay-bounded scheduling: Emmi, Qadeer, Rakamaric, "Delay-bounded scheduling", POPL 2011.
//
// The default order, disturbed by at most `bound` delays: a delay skips the goroutine that would go
// next, in favour of the next one in turn (by ordinal, after the highest the lowest again). All
// schedules without a delay are seen first (there is one), then all with one, with two, and so on;
// with k decisions in a run there are about k^d with d delays, however many goroutines there are.
//
// Departures from the paper: what else is decided costs delays too, one for each alternative that
// is skipped; the clock comes after all goroutines, so an early firing is a delay of everybody.
// random_u64 is not enumerated: its bits come from the seed of the first run.
//
// Whether there is a place for a delay shows in the run itself. When there is none, an earlier
// schedule is seen again: about once for each schedule with one delay less.
class Delay final : public engine::Strategy {
 public:
  static constexpr std::uint32_t bound_max = 100;

  explicit Delay(std::uint32_t bound);

  std::string spec() const override;
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;
  std::uint64_t random_bits(std::uint32_t check) override;
  std::uint32_t early_firings() const override { return 1; }
  std::size_t save(std::span<std::byte> room) const noexcept override;
  void resume(std::span<const std::byte> saved) override;

 private:
  bool advance();
  std::uint32_t skips(std::uint32_t alternatives);

  std::uint32_t bound_;
  bool started_ = false;
  bool ended_ = false;
  std::uint64_t seed_ = 0;
  std::uint64_t met_ = 0;              // decisions of this run
  std::size_t taken_ = 0;              // delays of this run that have had their place
  std::vector<std::uint64_t> delays_;  // numbers of decisions, from 1, in order
  engine::Rng rng_{0};
};

}  // namespace heddle::strategy
