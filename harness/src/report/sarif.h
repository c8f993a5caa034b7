#pragma once

#include <span>
#include <string>

#include "report/summary.h"

namespace heddle::report {

// SARIF 2.1.0 (OASIS), as code scanning services read it: a rule for each kind of finding, a result
// for each finding, at its first place, with the other places and goroutines beside it, a
// fingerprint that stays the same from campaign to campaign, and the command that replays it.
// `version` is ours.
std::string sarif_of(std::span<const Summary> summaries, const std::string& version);

}  // namespace heddle::report
