#pragma once

// Which order of two operations made the difference between this run and one that finds nothing.
// Said only of pairs that were tried: the run with the two the other way round was made, they did
// come the other way round in it, and nothing was found.

#include <functional>

#include "search/record_run.h"
#include "search/result.h"

namespace heddle::search {

// Fills in the finding's turning point, in the finding and in its trace, if one of the likeliest
// pairs is one. `record` makes a run in a fresh process.
void find_turning_point(Confirmed& confirmed,
                        const std::function<Replayed(const StrategyMaker& make_strategy)>& record);

}  // namespace heddle::search
