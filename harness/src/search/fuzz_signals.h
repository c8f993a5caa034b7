#pragma once

namespace heddle::search {

// From now on a signal that kills the process says on standard error which scenario was running and
// how to run the input again, and then does what it did before (libFuzzer writes the input). Works
// when a goroutine has used up its stack. `scenario` must stay where it is.
void tell_of_fatal_signals(const char* scenario);

}  // namespace heddle::search
