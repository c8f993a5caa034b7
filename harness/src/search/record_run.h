#pragma once

#include <functional>
#include <memory>

#include "report/symbolise.h"
#include "search/isolated.h"

namespace heddle::search {

using StrategyMaker = std::function<std::unique_ptr<engine::Strategy>()>;

// One recorded run in a fresh process. If the process dies its end is the run's only finding, and
// the trace is what it had recorded by then. `steps_expected` is how many decisions the strategy
// is going to replay; a process that dies earlier has left its schedule.
Replayed record_run(const Target& target, const StrategyMaker& make_strategy,
                    const RunChoice& choice, const Isolation& isolation,
                    std::uint64_t steps_expected, report::Symboliser& symboliser);

}  // namespace heddle::search
