#include "instrument/shadow.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace heddle::instrument {
namespace {

[[noreturn]] void fail(const char* what) {
  // No stream and no allocation: this may be called before the program's own constructors.
  constexpr char head[] = "heddle: ";
  constexpr char tail[] = " (is `ulimit -v` set?)\n";
  (void)!write(STDERR_FILENO, head, sizeof(head) - 1);
  (void)!write(STDERR_FILENO, what, std::strlen(what));
  (void)!write(STDERR_FILENO, tail, sizeof(tail) - 1);
  _exit(3);
}

void* reserve(std::size_t bytes) noexcept {
  return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
              -1, 0);
}

}  // namespace

constinit Cell** Shadow::directory_ = nullptr;
constinit Cell** Shadow::made_ = nullptr;
constinit std::size_t Shadow::blocks_ = 0;

void Shadow::open() {
  if (directory_ != nullptr) return;
  constexpr std::size_t bytes = directory_entries * sizeof(Cell*);
  void* memory = reserve(bytes);
  void* made = reserve(blocks_max * sizeof(Cell*));
  if (memory == MAP_FAILED || made == MAP_FAILED) {
    fail("instrumented code needs 16 GB of address space for its shadow memory");
  }
  // It is touched here and there: a huge page for each place would cost 2 MB.
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  madvise(memory, bytes, MADV_DONTDUMP);
  madvise(made, blocks_max * sizeof(Cell*), MADV_DONTDUMP);
  made_ = static_cast<Cell**>(made);
  directory_ = static_cast<Cell**>(memory);
}

Cell* Shadow::make_block(std::uintptr_t address) {
  void* memory = reserve(block_shadow_bytes);
  if (memory == MAP_FAILED) fail("out of memory for the shadow of instrumented code");
  madvise(memory, block_shadow_bytes, MADV_DONTDUMP);
  auto* block = static_cast<Cell*>(memory);
  made_[blocks_++] = block;
  directory_[address >> block_bits & directory_mask] = block;
  return block;
}

void Shadow::forget(std::uintptr_t begin, std::size_t bytes) noexcept {
  const std::uintptr_t end = begin + bytes;
  for (std::uintptr_t at = begin & ~(granule_bytes - 1); at < end;) {
    const std::uintptr_t block_end = (at | block_mask) + 1;
    const std::uintptr_t stop = block_end < end ? block_end : end;
    Cell* block = directory_[at >> block_bits & directory_mask];
    if (block != nullptr) {
      const std::size_t first = (at & block_mask) / granule_bytes;
      const std::size_t count = (stop - at + granule_bytes - 1) / granule_bytes;
      std::memset(static_cast<void*>(block + first), 0, count * sizeof(Cell));
    }
    at = block_end;
  }
}

void Shadow::forget_all() noexcept {
  for (std::size_t i = 0; i < blocks_; ++i) madvise(made_[i], block_shadow_bytes, MADV_DONTNEED);
}

}  // namespace heddle::instrument
