#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "strategy/abstract_event.h"
#include "strategy/aims.h"
#include "strategy/fuzz_plan.h"
#include "strategy/hash_index.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// What a fuzzer's mutator knows from the runs so far: who has read what from whom (reads_from.h),
// and how the operations are called in plans.
class FuzzKnowledge {
 public:
  // A decision about a value that a run took: a place where a plan may want another one.
  struct Asked {
    DecisionPlace place;    // `who` is a goroutine_name
    std::uint32_t choices;  // 0: 64 random bits
  };
  static constexpr std::size_t asked_most = 64;

  const ReadsFrom& reads_from() const noexcept { return reads_from_; }
  const Aims& aims() const noexcept { return aims_; }
  const DelayPlaces& delays() const noexcept { return delays_; }
  std::span<const Asked> asked() const noexcept { return asked_; }
  // Whether a run has asked for fuzz_input().
  bool takes_data() const noexcept { return takes_data_; }

  // How this operation (an index of ReadsFrom::events) is called: all of it, or perhaps only what
  // one of several goroutines does, or one of several occurrences.
  OperationRef broadly(std::uint32_t event) const;
  OperationRef meant(std::uint32_t event, engine::Rng& rng) const;

  // A run is watched from beginning to end, or not at all. It aims at something (ReadsFrom::aim);
  // key 0: at nothing that is known of.
  void begin_run(std::uint64_t aim_key, std::span<const std::uint32_t> aimed);
  void spawned(const engine::Goroutine& goroutine) { reads_from_.spawned(goroutine); }
  void performed(const engine::Performed& what, std::uint64_t name, const OperationName& operation);
  void asked(const DecisionPlace& place, std::uint32_t choices);
  void asked_for_data() noexcept { takes_data_ = true; }
  void end_run(const engine::RunEnd& end);

 private:
  static constexpr std::size_t instances_most = 8;
  static constexpr std::size_t known_most = 2048;
  struct Instances {
    OperationName names[instances_most];
    std::uint32_t count = 0;
    bool several_goroutines = false;
    bool several_families = false;
    bool several_places = false;
  };

  bool has_a_like(std::uint32_t event) const;
  const Instances* instances_of(std::uint32_t event) const;

  ReadsFrom reads_from_;
  Aims aims_;
  DelayPlaces delays_;
  std::vector<Asked> asked_;
  bool takes_data_ = false;
  HashIndex index_;  // event's name -> instances
  std::vector<Instances> instances_;
  HashIndex seen_;  // event and ref, so that most operations are done with at one look
  std::vector<std::byte> lesson_;
};

}  // namespace heddle::strategy
