#pragma once

#include <heddle/trace/trace.h>

namespace heddle::report {

// Says of every goroutine in the trace's findings who could have woken it: who did the counterpart
// of what it waits in, on the same object, and what has become of them.
void explain(trace::Trace& trace);

}  // namespace heddle::report
