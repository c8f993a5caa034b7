#pragma once

// Timers of the user, inside the harness.

#include <heddle/time.h>

#include <functional>

#include "engine/run.h"
#include "go/chan.h"

namespace heddle::engine {

struct UserTimer : TimerState {
  ChanState* chan = nullptr;                        // null for after_func
  const std::function<void()>* function = nullptr;  // of after_func
  std::int64_t period_ns = 0;                       // of a ticker
  std::uint32_t started = 0;                        // how often the function was started
};

// Starts a goroutine that belongs to nobody; `known` happens before it. Its identity follows from
// `origin`, the identity of what starts it.
void start_from_clock(Run& run, const std::function<void()>& function, const Sync& known,
                      std::uint64_t origin, const Here& at);

}  // namespace heddle::engine
