#pragma once

// A schedule told as what it does otherwise than the default order (strategy/order.h) does. The
// empty list is the default order itself; a deviation that cannot be made is left out. So any list
// is a schedule, and taking something out of one leaves the rest its meaning: the form in which
// schedules are shrunk (search/shrink.h). The idea of deviations from a fixed scheduler is that of
// Emmi, Qadeer, Rakamaric, "Delay-bounded scheduling", POPL 2011.

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "engine/strategy.h"

namespace heddle::strategy {

// Where a decision is taken, in words that do not change when others go away: it concerns `who`
// (identity of the goroutine that the default order lets go or, for values, that went last) after
// its `done`-th operation, and is the `again`-th of them there.
struct DecisionPlace {
  engine::DecisionKind kind = engine::DecisionKind::goroutine;
  std::uint64_t who = 0;
  std::uint32_t done = 0;
  std::uint32_t again = 0;
  friend auto operator<=>(const DecisionPlace&, const DecisionPlace&) = default;
};

struct Deviation {
  DecisionPlace place;
  std::uint64_t taken = 0;  // identity of who goes instead, 0: the clock; or the value
  friend auto operator<=>(const Deviation&, const Deviation&) = default;
};
using Deviations = std::vector<Deviation>;

// Deviations as they are made, in memory that outlives the process that makes them.
struct DeviationLog {
  std::uint64_t count;
  std::uint64_t capacity;
  Deviation entries[1];
  static constexpr std::size_t bytes_for(std::uint64_t capacity) noexcept {
    return sizeof(DeviationLog) + capacity * sizeof(Deviation);
  }
};

// One operation of a run, as much of it as says what it must come after.
struct DoneOperation {
  std::uint64_t who = 0;      // identity; 0: the clock
  trace::Touch touch;         // in the state before it
  std::uint64_t started = 0;  // identity of the goroutine it has started; 0: none
};

class Deviating final : public engine::Strategy {
 public:
  // Makes these deviations, one run after the other.
  explicit Deviating(Deviations wanted, DeviationLog* log = nullptr);
  // Does what another strategy says, which must outlive it, and writes down how it deviates.
  explicit Deviating(engine::Strategy& leader, DeviationLog* log = nullptr);

  std::string spec() const override { return "deviating"; }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;
  std::uint64_t random_bits(std::uint32_t check) override;
  void spawned(engine::Goroutine& goroutine) override;
  void yielded(engine::Goroutine& goroutine) override;
  std::uint64_t watched_kinds() const override { return ~std::uint64_t{0}; }
  void performed(const engine::Performed& what) override;
  std::uint32_t early_firings() const override { return 0; }

  // From now on the operations of each run are written there; null: nowhere.
  void list_operations(std::vector<DoneOperation>* list) noexcept { operations_ = list; }

  // The deviations of the last run, in order.
  const Deviations& made() const noexcept { return made_; }

 private:
  struct Progress {
    std::uint32_t done = 0;
    std::uint32_t asked = 0;  // since then
  };
  Progress& progress_of(std::uint32_t ordinal);
  DecisionPlace arrive(engine::DecisionKind kind, const engine::Goroutine* who);
  const Deviation* wanted_at(const DecisionPlace& place) const;
  void note(const DecisionPlace& place, std::uint64_t taken);

  Deviations wanted_;  // sorted
  engine::Strategy* leader_ = nullptr;
  DeviationLog* log_;
  Deviations made_;
  std::vector<Progress> progress_;           // by ordinal
  std::vector<std::uint64_t> spawned_;       // identities, by ordinal
  const engine::Goroutine* last_ = nullptr;  // who went last
  std::vector<DoneOperation>* operations_ = nullptr;
};

}  // namespace heddle::strategy
