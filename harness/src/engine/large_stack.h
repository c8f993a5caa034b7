#pragma once

namespace heddle::engine {

// Calls call(argument) on a stack of 8 MB, wherever it is called from: libraries that read
// debug information need more than a goroutine has. `call` must not throw, nor switch.
void on_large_stack(void (*call)(void*), void* argument);

}  // namespace heddle::engine
