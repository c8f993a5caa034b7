#pragma once

// A campaign that finds nothing may have a strategy that cannot find anything: everything it did
// looks right, and every run was the same. So a campaign of a strategy that samples also lets it
// look for a tiny bug that any of them meets at once. If it does not, the campaign is not green.

#include <functional>

#include "search/result.h"

namespace heddle::search {

// As many runs as the canary is looked for in; a campaign of fewer has no canary.
inline constexpr std::uint64_t canary_runs = 1000;

// How a campaign is made.
using MakeCampaign =
    std::function<CampaignResult(const Target& target, const CampaignOptions& options)>;

// Looks for the canary if the result is green so far and says nothing that was proven, and notes
// what came of it.
void release_canary(CampaignResult& result, const CampaignOptions& options,
                    const MakeCampaign& make);

}  // namespace heddle::search
