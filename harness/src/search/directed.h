#pragma once

// What becomes of possible findings when a campaign is over: what happened in one of its runs is
// no mere possibility, and the rest is tried out by directed runs (strategy/directed.h).

#include <functional>

#include "search/record_run.h"
#include "search/result.h"

namespace heddle::search {

// One recorded run, here or in a fresh process.
using RecordedRun =
    std::function<Replayed(const StrategyMaker& make_strategy, const RunChoice& choice)>;
// A finding's schedule again.
using ReplayedFinding = std::function<Confirmed(const trace::Finding& finding)>;

// Drops the possible findings that did not come again or that happened, and puts what a directed
// run showed in the place of others. A campaign that has ended at a finding makes no directed runs.
void settle_possible(CampaignResult& result, const CampaignOptions& options, std::uint32_t early,
                     const RecordedRun& record, const ReplayedFinding& replay);

}  // namespace heddle::search
