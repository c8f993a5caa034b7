#include "report/local_variable.h"

#include <optional>

#include "report/dwarf_scopes.h"

namespace heddle::report {
namespace {

#ifdef __aarch64__
constexpr Dwarf_Word frame_register = 29;
constexpr Dwarf_Word stack_register = 31;
#else
constexpr Dwarf_Word frame_register = 6;
constexpr Dwarf_Word stack_register = 7;
#endif

std::optional<std::uintptr_t> register_of(Dwarf_Word number, const engine::StackFrame& frame) {
  if (number == frame_register) return frame.frame_pointer;
  if (number == stack_register) return frame.stack_pointer;
  return std::nullopt;
}

// The expression of an attribute, where it is a single operation.
const Dwarf_Op* operation_of(Dwarf_Die* die, unsigned name, Dwarf_Addr pc) {
  Dwarf_Attribute attribute;
  Dwarf_Op* operations = nullptr;
  std::size_t count = 0;
  if (dwarf_attr_integrate(die, name, &attribute) == nullptr) return nullptr;
  if (dwarf_getlocation_addr(&attribute, pc, &operations, &count, 1) != 1) return nullptr;
  return count == 1 ? operations : nullptr;
}

// What the function counts the places of its variables from.
std::optional<std::uintptr_t> frame_base(Dwarf_Die* function, Dwarf_Addr pc,
                                         const engine::StackFrame& frame) {
  const Dwarf_Op* base = operation_of(function, DW_AT_frame_base, pc);
  if (base == nullptr) return std::nullopt;
  if (base->atom == DW_OP_call_frame_cfa) return frame.callers_stack_pointer;
  if (base->atom >= DW_OP_reg0 && base->atom <= DW_OP_reg31) {
    return register_of(base->atom - DW_OP_reg0, frame);
  }
  return std::nullopt;
}

std::optional<std::uintptr_t> place_of(Dwarf_Die* variable, Dwarf_Die* function, Dwarf_Addr pc,
                                       const engine::StackFrame& frame) {
  const Dwarf_Op* place = operation_of(variable, DW_AT_location, pc);
  if (place == nullptr) return std::nullopt;
  std::optional<std::uintptr_t> base;
  if (place->atom == DW_OP_fbreg) {
    base = frame_base(function, pc, frame);
  } else if (place->atom >= DW_OP_breg0 && place->atom <= DW_OP_breg31) {
    base = register_of(place->atom - DW_OP_breg0, frame);
  }
  if (!base) return std::nullopt;
  return *base + static_cast<std::uintptr_t>(place->number);
}

// At least 1: of some types nothing is known.
std::uintptr_t bytes_of(Dwarf_Die* variable) {
  Dwarf_Attribute attribute;
  Dwarf_Die type;
  Dwarf_Word bytes = 0;
  if (dwarf_formref_die(dwarf_attr_integrate(variable, DW_AT_type, &attribute), &type) == nullptr ||
      dwarf_peel_type(&type, &type) != 0 || dwarf_aggregate_size(&type, &bytes) != 0 ||
      bytes == 0) {
    return 1;
  }
  return bytes;
}

// The innermost block or function around a place. (dwarf_getscopes does not look into namespaces,
// where clang puts the functions.)
bool find_scope(Dwarf_Die* parent, Dwarf_Addr pc, Dwarf_Die& found) {
  Dwarf_Die child;
  if (dwarf_child(parent, &child) != 0) return false;
  do {
    if (dwarf_tag(&child) == DW_TAG_namespace) {
      if (find_scope(&child, pc, found)) return true;
    } else if (dwarf_haspc(&child, pc) > 0) {
      if (!find_scope(&child, pc, found)) found = child;
      return true;
    }
  } while (dwarf_siblingof(&child, &child) == 0);
  return false;
}

bool is_variable(Dwarf_Die* die) {
  const int tag = dwarf_tag(die);
  return (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) &&
         dwarf_diename(die) != nullptr;
}

}  // namespace

bool find_local(Dwarf_Die* unit, Dwarf_Addr pc, const engine::StackFrame& frame,
                std::uintptr_t address, LocalVariable& found) {
  Dwarf_Die innermost;
  if (!find_scope(unit, pc, innermost)) return false;
  // What encloses it in the code, not in the source: blocks, inlined functions, the function.
  Scopes chain;
  chain.count = dwarf_getscopes_die(&innermost, &chain.dies);
  int function = 0;
  while (function < chain.count && dwarf_tag(&chain.dies[function]) != DW_TAG_subprogram) {
    ++function;
  }
  if (function >= chain.count) return false;
  for (int i = 0; i <= function; ++i) {
    Dwarf_Die child;
    if (dwarf_child(&chain.dies[i], &child) != 0) continue;
    do {
      if (!is_variable(&child)) continue;
      const auto begin = place_of(&child, &chain.dies[function], pc, frame);
      if (!begin || address < *begin || address - *begin >= bytes_of(&child)) continue;
      found = {child, address - *begin};
      return true;
    } while (dwarf_siblingof(&child, &child) == 0);
  }
  return false;
}

}  // namespace heddle::report
