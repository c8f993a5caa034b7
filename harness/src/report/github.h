#pragma once

#include <span>
#include <string>

#include "report/summary.h"

namespace heddle::report {

// Workflow commands of GitHub Actions: each finding, and each result that proves nothing, becomes a
// note at its line of the change under review.
std::string github_of(std::span<const Summary> summaries);

}  // namespace heddle::report
