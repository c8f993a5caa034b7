#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/rng.h"
#include "strategy/fuzz_knowledge.h"
#include "strategy/fuzz_plan.h"

namespace heddle::strategy {

// Makes new plans of old ones, by what the runs so far have shown.
//
// More than half of them owe nothing to the plan given: they aim at pairs of a reader and its
// source that were tried and seen least (aims.h), delay one operation, or are a seed for another
// order. That is what finds most bugs soonest. The rest change one thing about a plan that the
// fuzzer kept because it showed something: a constraint more, one less, the other way round,
// another seed, another value; so that constraints add up.
class FuzzMutator {
 public:
  // Changes some of the bytes and returns how many there are then, as LLVMFuzzerMutate does.
  using ChangeBytes = std::size_t (*)(std::uint8_t* bytes, std::size_t size, std::size_t most);

  FuzzMutator(const FuzzKnowledge& known, ChangeBytes change_bytes) noexcept
      : known_(known), change_bytes_(change_bytes) {}

  // `data_most`: how many bytes of data there may be then.
  void mutate(FuzzPlan& plan, engine::Rng& rng, std::size_t data_most);
  // Some of each; `plan` becomes it.
  static void cross(FuzzPlan& plan, const FuzzPlan& other, engine::Rng& rng);

  // What the plan made last aims at, for FuzzKnowledge::begin_run. Key 0: nothing that counts.
  std::uint64_t aim_key() const noexcept { return aim_key_; }
  const std::vector<std::uint32_t>& aimed() const noexcept { return aimed_; }

 private:
  void invent(FuzzPlan& plan, engine::Rng& rng);
  bool aim(FuzzPlan& plan, engine::Rng& rng);
  bool delay(FuzzPlan& plan, engine::Rng& rng);
  void sample(FuzzPlan& plan, engine::Rng& rng);
  void alter(FuzzPlan& plan, engine::Rng& rng);
  bool alter_once(FuzzPlan& plan, engine::Rng& rng);
  void add_pair(FuzzPlan& plan, std::uint32_t pair, engine::Rng& rng) const;
  bool add_known_pair(FuzzPlan& plan, engine::Rng& rng) const;
  bool add_value(FuzzPlan& plan, engine::Rng& rng) const;
  bool change_value(FuzzPlan& plan, engine::Rng& rng) const;
  bool change_data(FuzzPlan& plan, std::size_t most) const;

  const FuzzKnowledge& known_;
  ChangeBytes change_bytes_;
  std::uint64_t made_ = 0;
  std::uint64_t aim_key_ = 0;
  std::vector<std::uint32_t> aimed_;
};

}  // namespace heddle::strategy
