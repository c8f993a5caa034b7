#pragma once

#include <heddle/trace/finding.h>

#include "report/symbolise.h"
#include "search/watch.h"

namespace heddle::search {

// The finding that the end of a worker is, from what it left in shared memory. Identities and the
// schedule are filled in later.
trace::Finding post_mortem(const Outcome& outcome, const Status& status, std::uint64_t steps,
                           report::Symboliser& symboliser);

}  // namespace heddle::search
