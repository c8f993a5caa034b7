#pragma once

// Campaigns and single runs in processes of their own. The process that asks never runs code of a
// scenario: a crash, a hang or a run out of memory is a finding, and the campaign goes on in a
// fresh worker.

#include <cstdint>
#include <functional>
#include <vector>

#include "search/result.h"
#include "strategy/schedule.h"

namespace heddle::search {

struct Isolation {
  double run_timeout_seconds = 10;          // of wall clock; a run that takes longer is a `hang`
  std::uint64_t worker_bytes = 1ULL << 30;  // a worker that has grown beyond this is replaced
};

// How far a campaign is.
struct Standing {
  Counts counts;
  const std::vector<trace::Finding>& findings;  // not confirmed yet; new ones come last
  double seconds = 0;
  const ClassSample& classes;
};
// Told about ten times a second, and once more before what was found is confirmed.
using Progress = std::function<void(const Standing& standing)>;

// A campaign in worker processes, CampaignOptions::jobs at a time; a strategy whose runs follow
// from each other has one. The result does not depend on how many there are. Every finding is
// replayed in a fresh process.
CampaignResult explore_isolated(const Target& target, const CampaignOptions& options,
                                const Isolation& isolation, const Progress& progress = {});

// One recorded run in a fresh process. The strategy is the one `options` names ("replay:h1:..." for
// a schedule); `choice` goes into the trace. The options must be right (Campaign::make).
Replayed run_isolated(const Target& target, const CampaignOptions& options, const RunChoice& choice,
                      const Isolation& isolation);

// The same for a schedule at hand, with the early firings that it allows.
Replayed replay_isolated(const Target& target, const strategy::Schedule& schedule, RunChoice choice,
                         const Isolation& isolation);

// Another choice: the first `until` decisions of a schedule, then `take` (the ordinal of a
// goroutine, 0 for the clock; or a value), then the default order.
struct WhatIf {
  std::uint64_t until = 0;
  std::uint32_t take = 0;
};
// Where the choice cannot be taken, the replay says so as its divergence.
Replayed replay_otherwise(const Target& target, const strategy::Schedule& schedule,
                          const WhatIf& what_if, RunChoice choice, const Isolation& isolation);

// From now on an interrupt (Ctrl-C) ends campaigns early and in order: what was found is kept.
void end_on_interrupt();
bool interrupted() noexcept;

}  // namespace heddle::search
