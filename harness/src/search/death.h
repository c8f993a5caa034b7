#pragma once

#include "engine/strategy.h"
#include "search/shared.h"

namespace heddle::search {

// A signal nobody else uses: a worker that gets it notes what it is doing.
extern const int sample_signal;

// In the worker: from now on every way in which it can die, and every sample_signal, leaves a note
// in shared memory. Works on a stack of its own, also while malloc is under way.
void leave_notes(Shared& shared, engine::Run& run, const engine::Strategy& strategy);

}  // namespace heddle::search
