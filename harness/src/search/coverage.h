#pragma once

// What a campaign that found nothing is worth, in numbers.

#include <optional>
#include <string>

#include "search/result.h"

namespace heddle::search {

// The chance with which all runs of a campaign of `pct:depth=d` together have missed a bug of depth
// d, at most: (1 - 1 / (n k^(d-1)))^runs, with n goroutines and k places for change points, both as
// large as they were in any run. Nothing for other strategies.
std::optional<double> pct_miss_bound(const std::string& strategy, const Counts& counts);

// "57 classes, a new one next with a chance of 0.2 %"; "about 41000 classes ..." where they are
// estimated; "57 classes in 16000 runs counted ..." where not all runs were looked at. With `all`
// nothing is said of new ones.
std::string classes_text(const ClassSample& classes, std::uint64_t runs, bool all);

// One line: runs a second, decisions a run, classes, and what PCT promises.
std::string coverage_text(const std::string& strategy, const Counts& counts,
                          const ClassSample& classes, double seconds);

}  // namespace heddle::search
