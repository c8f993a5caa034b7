#pragma once

// The variable that lies at an address in the frame of a function, as DWARF tells it.
//
// Only what is simple is read: a variable that lies at a fixed distance from the frame, the stack
// pointer or the frame pointer. That is what g++ and clang make of every variable whose address is
// taken, and nobody else's goroutine can touch another one. (AddressSanitizer moves locals to
// places that are computed; those have no name.)

#include <elfutils/libdw.h>

#include <cstdint>

#include "engine/user_site.h"

namespace heddle::report {

struct LocalVariable {
  Dwarf_Die die{};
  std::uintptr_t offset = 0;  // of the address in it
};

// `pc` is the call that the frame is in, as its debug information counts addresses. False: none.
bool find_local(Dwarf_Die* unit, Dwarf_Addr pc, const engine::StackFrame& frame,
                std::uintptr_t address, LocalVariable& found);

}  // namespace heddle::report
