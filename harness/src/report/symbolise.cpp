#include "report/symbolise.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <link.h>

#include <cstdlib>
#include <string_view>

#include "engine/code_place.h"
#include "engine/user_site.h"
#include "report/dwarf_scopes.h"
#include "report/local_variable.h"
#include "report/readable_name.h"

namespace heddle::report {
namespace {

std::string_view text_of(Dwarf_Die* die, unsigned name) {
  Dwarf_Attribute attribute;
  const char* const text = dwarf_formstring(dwarf_attr(die, name, &attribute));
  return text == nullptr ? std::string_view() : text;
}

// A file as the compiler was told its name, which is how __builtin_FILE has it: libdw puts the
// folder of the compilation before relative names. Builds map names to relative ones; what is left
// of the folder they were built in is "./".
std::string file_name(Dwarf_Die* cu, const char* file) {
  std::string_view name = file == nullptr ? "" : file;
  const std::string_view folder = text_of(cu, DW_AT_comp_dir);
  const bool relative = !text_of(cu, DW_AT_name).starts_with('/');
  if (relative && folder.size() > 1 && name.starts_with(folder) &&
      name.substr(folder.size()).starts_with('/') && !engine::in_foreign_header(name.data())) {
    name.remove_prefix(folder.size() + 1);
  }
  while (name.starts_with("./")) name.remove_prefix(2);
  return std::string(name);
}

std::string function_name(Dwarf_Die* die, Names names) {
  Dwarf_Attribute attribute;
  for (const unsigned linkage : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
    if (names == Names::plain) break;
    if (dwarf_attr_integrate(die, linkage, &attribute) == nullptr) continue;
    if (const char* name = dwarf_formstring(&attribute)) return readable_name(name);
  }
  const char* name = dwarf_diename(die);
  return name == nullptr ? "" : name;
}

// Where an inlined function was called.
trace::Site call_site(Dwarf_Die* cu, Dwarf_Die* inlined) {
  trace::Site site;
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &value) == 0) {
    site.line = static_cast<std::uint32_t>(value);
  }
  Dwarf_Files* files = nullptr;
  if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &value) == 0 &&
      dwarf_getsrcfiles(cu, &files, nullptr) == 0) {
    site.file = file_name(cu, dwarf_filesrc(files, value, nullptr, nullptr));
  }
  return site;
}

// Debug information is read from the program itself only: the usual search may ask the network.
int no_other_file(Dwfl_Module*, void**, const char*, Dwarf_Addr, const char*, const char*,
                  GElf_Word, char**) {
  return -1;
}

// The compilation unit of an address. clang writes no index of addresses (.debug_aranges), and
// beside a library that has one libdw takes it for complete, and may name a unit nearby: then every
// unit is asked.
Dwarf_Die* unit_of(Dwfl_Module* module, std::uintptr_t address, Dwarf_Addr* bias) {
  Dwarf_Die* unit = dwfl_module_addrdie(module, address, bias);
  if (unit != nullptr && dwarf_haspc(unit, address - *bias) > 0) return unit;
  unit = nullptr;
  while ((unit = dwfl_module_nextcu(module, unit, bias)) != nullptr) {
    if (dwarf_haspc(unit, address - *bias) > 0) return unit;
  }
  return nullptr;
}

// Not by the list of mappings: there pages that are only zero belong to nobody, and libdw's own
// copies of the program's file are taken for the program where the kernel puts them first.
int report_object(dl_phdr_info* object, std::size_t, void* dwfl) {
  const bool is_program = *object->dlpi_name == '\0';
  const char* file = is_program ? "/proc/self/exe" : object->dlpi_name;
  // What has no file (the kernel's own library) has no names.
  dwfl_report_elf(static_cast<Dwfl*>(dwfl), file, file, -1, object->dlpi_addr, true);
  return 0;
}

}  // namespace

struct Symboliser::Session {
  Dwfl_Callbacks callbacks{};
  char* debug_path = nullptr;
  Dwfl* dwfl = nullptr;
};

Symboliser::Symboliser() = default;

// At the first question: most campaigns never ask.
void Symboliser::open() {
  session_ = std::make_unique<Session>();
  session_->callbacks.find_elf = dwfl_linux_proc_find_elf;
  session_->callbacks.find_debuginfo = no_other_file;
  session_->callbacks.debuginfo_path = &session_->debug_path;
  session_->dwfl = dwfl_begin(&session_->callbacks);
  if (session_->dwfl == nullptr) return;
  dl_iterate_phdr(report_object, session_->dwfl);
  if (dwfl_report_end(session_->dwfl, nullptr, nullptr) != 0) {
    dwfl_end(session_->dwfl);
    session_->dwfl = nullptr;
  }
}

Symboliser::~Symboliser() {
  if (session_ != nullptr && session_->dwfl != nullptr) dwfl_end(session_->dwfl);
}

std::vector<trace::Site> Symboliser::frames(std::uintptr_t address, Names names) {
  std::vector<trace::Site> out;
  if (session_ == nullptr) open();
  if (session_->dwfl == nullptr) return out;
  Dwfl_Module* module = dwfl_addrmodule(session_->dwfl, address);
  if (module == nullptr) return out;
  Dwarf_Addr bias = 0;
  Dwarf_Die* cu = unit_of(module, address, &bias);
  trace::Site here;
  if (cu != nullptr) {
    if (Dwarf_Line* line = dwarf_getsrc_die(cu, address - bias)) {
      int number = 0;
      if (dwarf_lineno(line, &number) == 0) here.line = static_cast<std::uint32_t>(number);
      here.file = file_name(cu, dwarf_linesrc(line, nullptr, nullptr));
    }
  }
  Scopes around;
  if (cu != nullptr) around.count = dwarf_getscopes(cu, address - bias, &around.dies);
  int innermost = 0;
  while (innermost < around.count && !is_function(&around.dies[innermost])) ++innermost;
  if (innermost >= around.count) {
    if (const char* name = dwfl_module_addrname(module, address))
      here.function = readable_name(name);
    if (!here.function.empty() || here.line != 0) out.push_back(here);
    return out;
  }
  // What encloses the function in the code, not in the source.
  Scopes chain;
  chain.count = dwarf_getscopes_die(&around.dies[innermost], &chain.dies);
  for (int i = 0; i < chain.count; ++i) {
    Dwarf_Die* die = &chain.dies[i];
    if (!is_function(die)) continue;
    here.function = function_name(die, names);
    if (dwarf_tag(die) == DW_TAG_subprogram) {
      // Functions without external linkage have their full name in the symbol table only.
      const char* symbol = dwfl_module_addrname(module, address);
      if (symbol != nullptr && names == Names::full) here.function = readable_name(symbol);
      out.push_back(here);
      break;
    }
    out.push_back(here);
    here = call_site(cu, die);
  }
  return out;
}

std::string Symboliser::data(std::uintptr_t address) {
  if (session_ == nullptr) open();
  if (session_->dwfl == nullptr) return {};
  Dwfl_Module* module = dwfl_addrmodule(session_->dwfl, address);
  if (module == nullptr) return {};
  GElf_Off offset = 0;
  GElf_Sym symbol;
  const char* name =
      dwfl_module_addrinfo(module, address, &offset, &symbol, nullptr, nullptr, nullptr);
  if (name == nullptr || offset >= symbol.st_size) return {};
  return readable_name(name) + (offset == 0 ? "" : "+" + std::to_string(offset));
}

std::string Symboliser::local(const engine::StackFrame& frame, std::uintptr_t address) {
  if (session_ == nullptr) open();
  if (session_->dwfl == nullptr) return {};
  // The call itself, not what comes after it.
  const std::uintptr_t call = frame.return_address - 1;
  Dwfl_Module* module = dwfl_addrmodule(session_->dwfl, call);
  if (module == nullptr) return {};
  Dwarf_Addr bias = 0;
  Dwarf_Die* unit = unit_of(module, call, &bias);
  LocalVariable found;
  if (unit == nullptr || !find_local(unit, call - bias, frame, address, found)) return {};
  std::string text = dwarf_diename(&found.die);
  if (found.offset != 0) text += "+" + std::to_string(found.offset);
  int line = 0;
  if (dwarf_decl_line(&found.die, &line) == 0) {
    // libdw takes file 0 for none; since DWARF 5 it is the one that was compiled.
    const char* file = dwarf_decl_file(&found.die);
    if (file == nullptr) file = dwarf_diename(unit);
    text += " (" + file_name(unit, file) + ":" + std::to_string(line) + ")";
  }
  return text;
}

void name_code_places() {
  static Symboliser symboliser;
  engine::frames_of_code = [](std::uintptr_t return_address) {
    // The call itself, not what comes after it.
    return symboliser.frames(return_address - 1);
  };
  engine::name_of_data = [](std::uintptr_t address) { return symboliser.data(address); };
  engine::name_of_local = [](const engine::StackFrame& frame, std::uintptr_t address) {
    return symboliser.local(frame, address);
  };
}

std::string frame_text(const trace::Site& frame) {
  constexpr std::size_t longest = 200;
  std::string name = frame.function.empty() ? "?" : frame.function;
  if (name.size() > longest) name = name.substr(0, longest) + "...";
  return frame.line == 0 ? name : name + " (" + trace::short_text(frame) + ")";
}

}  // namespace heddle::report
