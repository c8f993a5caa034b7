#include "engine/memory_words.h"

#include <link.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "engine/sanitizer.h"

// AddressSanitizer's table of globals (the layout of __asan_global). The linker defines these two
// where there is a section of that name; g++ keeps the table elsewhere.
struct HeddleAsanGlobal {
  std::uintptr_t begin;
  std::uintptr_t bytes;
  std::uintptr_t rest[6];
};
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {
[[gnu::weak, gnu::visibility("hidden")]] extern const HeddleAsanGlobal __start_asan_globals[];
[[gnu::weak, gnu::visibility("hidden")]] extern const HeddleAsanGlobal __stop_asan_globals[];
[[gnu::weak, gnu::visibility("hidden")]] extern const char __start___libfuzzer_extra_counters[];
[[gnu::weak, gnu::visibility("hidden")]] extern const char __stop___libfuzzer_extra_counters[];
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

namespace heddle::engine {
namespace {

struct Segment {
  std::uintptr_t begin;
  std::uintptr_t end;
};

struct LoadedProgram {
  std::vector<Segment> segments;
  std::vector<Block> globals;
  std::uintptr_t lowest = UINTPTR_MAX;
};

// No address of a stack gets there.
void leave_out(const Segment& segment, std::vector<Block>& globals) {
  std::vector<Block> kept;
  const auto keep = [&kept](std::uintptr_t begin, std::uintptr_t end) {
    if (begin < end) kept.push_back({reinterpret_cast<const void*>(begin), end - begin});
  };
  for (const Block& block : globals) {
    const auto begin = reinterpret_cast<std::uintptr_t>(block.begin);
    const std::uintptr_t end = begin + block.bytes;
    keep(begin, std::min(segment.begin, end));
    keep(std::max(segment.end, begin), end);
  }
  globals.swap(kept);
}

[[maybe_unused]] void leave_out_counters(std::vector<Block>& globals) {
  if (__start___libfuzzer_extra_counters == nullptr) return;
  leave_out({reinterpret_cast<std::uintptr_t>(__start___libfuzzer_extra_counters),
             reinterpret_cast<std::uintptr_t>(__stop___libfuzzer_extra_counters)},
            globals);
}

int add_object(dl_phdr_info* info, std::size_t, void* program) {
  auto& known = *static_cast<LoadedProgram*>(program);
  const bool is_program = known.segments.empty();  // it comes first
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    // Tables of virtual functions and the like are written before main begins, and protected then.
    // (This header comes after the segment that it lies in.)
    if (is_program && header.p_type == PT_GNU_RELRO) {
      leave_out({begin, begin + header.p_memsz}, known.globals);
    }
    if (header.p_type != PT_LOAD) continue;
    known.segments.push_back({begin, begin + header.p_memsz});
    known.lowest = std::min(known.lowest, begin);
    if (is_program && (header.p_flags & PF_W) != 0) {
      known.globals.push_back({reinterpret_cast<const void*>(begin), header.p_memsz});
    }
  }
  return 0;
}

// Instead of the whole segment, where the table is at hand.
[[maybe_unused]] __attribute__((no_sanitize("address"))) void take_table(
    std::vector<Block>& globals) {
  if (__start_asan_globals == nullptr) return;
  globals.clear();
  for (const HeddleAsanGlobal* one = __start_asan_globals; one != __stop_asan_globals; ++one) {
    if (one->begin != 0) globals.push_back({reinterpret_cast<const void*>(one->begin), one->bytes});
  }
}

std::atomic<const LoadedProgram*> the_program = nullptr;

// No function-local static: inside a run those belong to the program under test.
const LoadedProgram& program() {
  const LoadedProgram* known = the_program;
  if (known == nullptr) {
    auto* fresh = new LoadedProgram;
    dl_iterate_phdr(add_object, fresh);
#ifdef HEDDLE_ASAN
    take_table(fresh->globals);
#else
    leave_out_counters(fresh->globals);
#endif
    if (the_program.compare_exchange_strong(known, fresh)) return *fresh;
    delete fresh;
  }
  return *known;
}

}  // namespace

bool in_program(std::uintptr_t word) noexcept {
  for (const Segment& segment : program().segments) {
    if (word >= segment.begin && word < segment.end) return true;
  }
  return false;
}

bool may_be_address(std::uintptr_t word) noexcept {
  constexpr std::uintptr_t end_of_user_space = std::uintptr_t{1} << 48;
  constexpr std::uintptr_t four_gigabytes = std::uintptr_t{1} << 32;
  constexpr std::uintptr_t first_page = 65536;
  // A program that is not bound to low addresses has nothing below four gigabytes: what is there
  // is a number (a duration, a count).
  const std::uintptr_t lowest = program().lowest < four_gigabytes ? first_page : four_gigabytes;
  return word >= lowest && word < end_of_user_space;
}

const std::vector<Block>& global_variables() { return program().globals; }

// There are many words, and hardly any is such an address. The upper halves alone mostly tell:
// those of a stack's addresses are one number, so many words are compared with it at once before
// any is looked at by itself.
__attribute__((no_sanitize("address"))) bool leads_into(const Block& block, const void* low,
                                                        const void* top) noexcept {
  using Halves [[gnu::vector_size(16), gnu::aligned(8), gnu::may_alias]] = std::uint32_t;
  constexpr Halves upper_only = {0, UINT32_MAX, 0, UINT32_MAX};
  constexpr std::size_t piece_bytes = 16 * sizeof(Halves);
  const auto first = reinterpret_cast<std::uintptr_t>(low);
  const auto last = reinterpret_cast<std::uintptr_t>(top) - 1;
  const auto end = reinterpret_cast<std::uintptr_t>(block.begin) + block.bytes;
  const auto upper = static_cast<std::uint32_t>(first >> 32);
  const Halves wanted = {0, upper, 0, upper};
  for (auto at = reinterpret_cast<std::uintptr_t>(block.begin); at < end; at += piece_bytes) {
    const Block piece{reinterpret_cast<const void*>(at), std::min(piece_bytes, end - at)};
    if (first >> 32 == last >> 32 && piece.bytes == piece_bytes && at % sizeof(first) == 0) {
      Halves equal{};
      const auto* const halves = reinterpret_cast<const Halves*>(at);
      for (std::size_t i = 0; i < piece_bytes / sizeof(Halves); ++i) {
        equal |= (halves[i] == wanted) & upper_only;
      }
      if ((equal[1] | equal[3]) == 0) continue;
    }
    bool leads = false;
    for_each_word(piece.begin, piece.bytes, [&leads, first, last](std::uintptr_t word) {
      leads = leads || (word >= first && word <= last);
    });
    if (leads) return true;
  }
  return false;
}

}  // namespace heddle::engine
