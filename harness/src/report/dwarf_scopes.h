#pragma once

// Debug information entries around a place in the code.

#include <dwarf.h>
#include <elfutils/libdw.h>

#include <cstdlib>

namespace heddle::report {

// What libdw gives in memory of the caller's, innermost first.
struct Scopes {
  Dwarf_Die* dies = nullptr;
  int count = 0;
  Scopes() = default;
  Scopes(const Scopes&) = delete;
  Scopes& operator=(const Scopes&) = delete;
  ~Scopes() { std::free(dies); }
};

inline bool is_function(Dwarf_Die* die) {
  const int tag = dwarf_tag(die);
  return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

}  // namespace heddle::report
