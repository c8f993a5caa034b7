#include "instrument/module_range.h"

#include <link.h>

namespace heddle::instrument {
namespace {

struct Range {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};

// The first object is the program itself.
int take_first(dl_phdr_info* info, std::size_t, void* out) {
  auto& range = *static_cast<Range*>(out);
  range.begin = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD) continue;
    const std::uintptr_t end = info->dlpi_addr + part.p_vaddr + part.p_memsz;
    if (end > range.end) range.end = end;
  }
  return 1;
}

constinit Range program;

}  // namespace

std::uint64_t module_offset(std::uintptr_t address) noexcept {
  if (program.end == 0) dl_iterate_phdr(take_first, &program);
  if (address < program.begin || address >= program.end) return no_offset;
  return address - program.begin;
}

}  // namespace heddle::instrument
