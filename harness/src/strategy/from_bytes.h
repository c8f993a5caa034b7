#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/strategy.h"
#include "strategy/abstract_event.h"
#include "strategy/fuzz_feedback.h"
#include "strategy/fuzz_knowledge.h"
#include "strategy/fuzz_plan.h"
#include "strategy/hash_index.h"
#include "strategy/sources.h"

namespace heddle::strategy {

// Schedules as a fuzzer's input says (fuzz_plan.h). What a run does follows from the bytes and from
// nothing else; what earlier runs have shown goes into the bytes, by the mutator
// (search/fuzz_mutator.h).
//
// Constraints are heeded as in rfc.h: operations get a score for what they do for or against a
// pair, the highest goes, and the plan's order decides among equals. After Wolff et al., "Greybox
// fuzzing for concurrency testing" (RFF), ASPLOS 2024; seeds and parameters instead of recorded
// decisions as in FEST, NSDI 2026. Departures: nothing random is drawn one after the other, every
// draw is a hash of the seed and of what it is for (who, what, for the n-th time), so that a new
// operation in the program moves no other's.
class FromBytes final : public engine::Strategy {
 public:
  // Both may be null. They must outlive it.
  explicit FromBytes(FuzzFeedback* feedback = nullptr, FuzzKnowledge* knowledge = nullptr)
      : feedback_(feedback), knowledge_(knowledge) {}

  // For the runs from now on.
  void set_input(std::span<const std::uint8_t> input) { read_plan(input, plan_); }
  const FuzzPlan& plan() const noexcept { return plan_; }
  // Whether the knowledge given learns from the next run.
  void teach(bool on) noexcept { teaches_ = on && knowledge_ != nullptr; }

  std::string spec() const override { return "bytes"; }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;
  std::uint64_t random_bits(std::uint32_t check) override;
  void spawned(engine::Goroutine& goroutine) override;
  void yielded(engine::Goroutine& goroutine) override;
  std::uint64_t watched_kinds() const override { return ~std::uint64_t{0}; }
  std::uint32_t early_firings() const override { return plan_.early; }
  void performed(const engine::Performed& what) override;

 private:
  struct Member {  // of a run, by ordinal
    std::uint64_t identity = 0;
    std::uint64_t rank = 0;  // goroutines
    std::uint64_t salt = 0;  // of its operation, which has met conflicting ones
    std::uint64_t family = 0;
    std::uint32_t name = 0;      // goroutine_name
    std::uint32_t families = 0;  // of goroutines it has started
    std::uint32_t done = 0;      // operations
    std::uint32_t asked = 0;     // since then, as in deviating.h
    bool waits = false;
    bool spun = false;  // since its last operation
    bool directed = true;
    bool delayed = false;
    // Its announced operation, once it was looked at.
    bool looked_at = false;
    std::uint64_t priority = 0;
    std::uint64_t object = 0;
    std::uint32_t tally_at = 0;
    OperationName next;
  };
  struct Seen {
    OperationName operation;
    std::uint64_t name;
  };
  // What one goroutine does to one object in one way.
  struct Tally {
    std::uint32_t times = 0;
    std::uint8_t places = 0;
  };

  Member& member(const engine::Goroutine& goroutine) { return members_[goroutine.ordinal]; }
  void look_at(const engine::Goroutine& goroutine);
  std::uint32_t tally_of(const Member& by, engine::OpKind kind, std::uint64_t object);
  OperationName name_of(const Member& by, engine::OpKind kind, std::uint64_t object, const Here& at,
                        std::uint32_t tally_at);
  DecisionPlace arrive(engine::DecisionKind kind, const engine::Goroutine* who);
  const Deviation* deviation_at(const DecisionPlace& place) const;
  bool value_at(const DecisionPlace& place, std::uint64_t& value);
  std::uint64_t drawn(const DecisionPlace& place) const noexcept;

  engine::Goroutine* best(const engine::Choice& choice, const engine::Goroutine& usual);
  bool goes_before(const engine::Goroutine& a, const engine::Goroutine& b,
                   const engine::Goroutine& usual);
  bool fires_early();
  void delay(const engine::Choice& choice);
  void picked(const engine::Choice& choice, const engine::Goroutine& next);
  int score(const engine::Choice& choice, const engine::Goroutine& goroutine);
  int score_as(const engine::Choice& choice, const engine::Goroutine& goroutine,
               const OperationName& operation, std::uint64_t object);
  bool is_there(const engine::Choice& choice, const OperationRef& ref) const;
  void meet(const engine::Performed& what, std::uint64_t name, const OperationName& operation);

  FuzzFeedback* feedback_;
  FuzzKnowledge* knowledge_;
  bool teaches_ = false;
  FuzzPlan plan_;

  // Of the run under way.
  bool by_operation_ = false;  // the plan names operations
  std::vector<Member> members_;
  const engine::Goroutine* last_ = nullptr;
  HashIndex tally_index_;  // (goroutine, kind, object) -> place in tallies_
  std::vector<Tally> tallies_;
  HashIndex place_index_;   // (goroutine, kind, object, place in the code) -> its number
  HashIndex family_index_;  // (goroutine, place in the code) -> the number of a family
  HashIndex object_index_;  // short name -> place in objects_
  std::vector<std::uint64_t> objects_;
  EventNames names_;
  Sources sources_;
  std::vector<Seen> seen_;
  std::vector<bool> pair_done_;
  std::vector<bool> delay_used_;
  std::uint64_t offers_ = 0;     // of early firings
  std::uint64_t lowerings_ = 0;  // of ranks
  std::size_t data_at_ = 0;
};

}  // namespace heddle::strategy
