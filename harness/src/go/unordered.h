#pragma once

// Reports of two operations that no happens-before edge orders.

#include <string_view>

#include "detect/access_history.h"
#include "engine/run.h"

namespace heddle::engine {

// Adds a finding, once a run for each pair of places, about `earlier` and what the running
// goroutine does now, at `at`. The words say what each of them is: "send", "close". `message` ends
// up before the two places.
void report_unordered(Run& run, Kind kind, std::string_view message, const detect::Access& earlier,
                      std::string_view earlier_word, const Here& at, std::string_view word,
                      const Object& object);

}  // namespace heddle::engine
