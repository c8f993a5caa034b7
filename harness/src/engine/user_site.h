#pragma once

// Where in the user's code an operation was called, when its Here was made somewhere else.
//
// `Here at = Here::current()` names the place of the call. When std::lock_guard calls lock(), that
// place is a line of a system header. The user's line is then further up the stack: the innermost
// call that is neither in a system header nor in Heddle. The engine can walk the stack but not read
// debug information, so somebody above it (report/locate.h) gives names to return addresses.
//
// Stacks are walked only where a run is recorded or a finding is described. A campaign's runs
// compare nothing and walk nothing.

#include <heddle/here.h>

#include <cstdint>

namespace heddle::engine {

// Whether a file as in Here::file is a header of the system or of Heddle. Names of the user's own
// files are relative to the tree, or lie outside the folders of the system.
bool in_foreign_header(const char* file) noexcept;

// A call that has not returned. Its locals lie from its stack pointer on, up to that of its caller.
struct StackFrame {
  std::uintptr_t return_address = 0;  // into the function, behind the call it is in
  std::uintptr_t stack_pointer = 0;
  std::uintptr_t frame_pointer = 0;  // what that register held; not every function uses it as one
  std::uintptr_t callers_stack_pointer = 0;  // where DWARF says its frame begins (CFA)
};

// The calls on a stack, innermost first.
struct CallChain {
  static constexpr std::uint32_t most = 64;
  StackFrame frames[most];
  std::uint32_t count = 0;

  // The one that holds the memory at this address; null where none is known to.
  const StackFrame* holding(std::uintptr_t address) const noexcept;
};

// Of the stack this is called on.
void walk_stack(CallChain& chain) noexcept;

// The place in the user's code that a return address belongs to, or null. It may use much stack.
using Locator = const Here* (*)(std::uintptr_t return_address);
void set_locator(Locator locator) noexcept;

// The innermost place in the user's code; `otherwise` when nothing is known of any.
Here user_site(const CallChain& chain, const Here& otherwise);

}  // namespace heddle::engine
