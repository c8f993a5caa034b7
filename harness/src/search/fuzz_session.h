#pragma once

// The runs of a fuzzer in this process.

#include <heddle/trace/trace.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/live.h"
#include "engine/run.h"
#include "search/mapping.h"
#include "search/target.h"
#include "strategy/from_bytes.h"
#include "strategy/fuzz_feedback.h"
#include "strategy/fuzz_knowledge.h"
#include "strategy/fuzz_mutator.h"

namespace heddle::search {

using FuzzBytes = std::span<const std::uint8_t>;

// What is known of the runs is used by the mutator alone. What a run does follows from its input.
class FuzzSession {
 public:
  // `counters`: see strategy::FuzzFeedback.
  FuzzSession(Target target, std::span<std::uint8_t> counters,
              strategy::FuzzMutator::ChangeBytes change_bytes);

  // One run; whether it showed something certain (trace::Finding::possible).
  bool run(FuzzBytes input);
  const std::vector<trace::Finding>& findings() const noexcept { return run_.findings(); }
  std::uint64_t runs() const noexcept { return runs_; }
  std::uint64_t decisions() const noexcept { return log_.log().size(); }  // of the last run
  const Target& target() const noexcept { return target_; }

  // The trace of the same run, recorded, with its findings explained. If what the first run showed
  // does not come again its only finding is `nondeterminism`.
  trace::Trace record(FuzzBytes input);

  std::size_t mutate(std::span<std::uint8_t> room, std::size_t size, unsigned seed);
  // 0: not this time; libFuzzer then does something else.
  static std::size_t cross(FuzzBytes a, FuzzBytes b, std::span<std::uint8_t> out, unsigned seed);

 private:
  Target target_;
  SharedLog log_;
  engine::Run run_;
  detect::Live detectors_;
  strategy::FuzzFeedback feedback_;
  strategy::FuzzKnowledge knowledge_;
  strategy::FuzzMutator mutator_;
  strategy::FromBytes strategy_;
  strategy::FuzzPlan plan_;
  std::uint64_t runs_ = 0;
  std::uint64_t aimed_input_ = 0;  // hash of the input that the mutator made last; 0: it has none
};

}  // namespace heddle::search
