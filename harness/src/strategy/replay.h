#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/rng.h"
#include "engine/strategy.h"
#include "strategy/schedule.h"

namespace heddle::strategy {

// Takes the decisions of a recorded schedule again and verifies each: the kind of decision, that
// the goroutine is there and ready, and the running hash where the schedule has one. At the first
// difference it notes what and where, and goes on in default order (stay with who runs, else the
// lowest ordinal) so that the run ends.
//
// A schedule may also be the beginning of a longer one: when it is used up the run goes on in
// default order too, and that is no difference. `decisions_beyond` counts what came after it.
class Replay : public engine::Strategy {
 public:
  explicit Replay(Schedule schedule);

  std::string spec() const override { return "replay"; }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;
  std::uint64_t random_bits(std::uint32_t check) override;
  void spawned(engine::Goroutine& goroutine) override;
  // As many as were allowed: what is on offer depends on it.
  std::uint32_t early_firings() const override { return schedule_.early; }
  const Schedule& schedule() const noexcept { return schedule_; }

  // The first difference, in one sentence; empty when the run went as recorded. Decisions left
  // over at the end of the run are a difference too.
  std::string divergence() const;
  std::uint64_t decisions_taken() const noexcept { return next_; }
  // Decisions the run asked for after the schedule's last one.
  std::uint64_t decisions_beyond() const noexcept { return beyond_; }

 protected:
  void diverged(std::string what);

 private:
  // The identities of the schedule, and their ancestors, as a tree of numbered nodes.
  using Place = std::pair<std::uint32_t, std::uint32_t>;  // parent's node, n-th child

  const Schedule::Step* take(engine::DecisionKind kind, std::uint32_t check);
  engine::Goroutine* wanted(const engine::Choice& choice, std::uint32_t value);
  std::string label(std::uint32_t ordinal, std::uint32_t entry) const;
  std::uint32_t child(Place place);

  Schedule schedule_;
  std::uint64_t next_ = 0;
  std::uint64_t beyond_ = 0;
  std::map<Place, std::uint32_t> children_;
  std::vector<std::uint32_t> entries_;          // by node: 1 + index in schedule_.goroutines, or 0
  std::vector<std::uint32_t> node_of_;          // by ordinal
  std::vector<engine::Goroutine*> goroutines_;  // by index in schedule_.goroutines; null: not yet
  std::string divergence_;
  engine::Rng rng_{0};  // random_bits after the schedule's end
};

}  // namespace heddle::strategy
