#include <heddle/make.h>
#include <heddle/object.h>

#include <cstring>

#include "engine/run.h"

namespace heddle::detail {

Anchor::Anchor() noexcept {
  engine::Run* const current = engine::Run::current();
  identity_ = current == nullptr ? 0 : current->new_identity();
  if (identity_ == 0) {
    // Constructed outside a run, or by the initialisation of a function-local static, which happens
    // only in the first run: counted by the process, so that later runs see the same identities.
    static std::uint64_t constructed = 0;
    const std::uint64_t n = __atomic_add_fetch(&constructed, 1, __ATOMIC_RELAXED);
    identity_ = engine::combine(0x676c6f62616c, n);
  }
}

void* run_memory(std::size_t bytes, std::size_t alignment) {
  engine::Run& run = engine::Run::here(Here::current());
  const engine::Unwatched unwatched;
  void* const memory = run.program_memory().take(bytes, alignment);
  if (run.plain() && !run.on_host()) engine::plain_memory->made(memory, bytes, run.me());
  if (run.recorder() != nullptr) {
    // What an earlier run has left there leads nowhere.
    std::memset(memory, 0, bytes);
    run.stuck().made(memory, bytes);
  }
  return memory;
}

void at_run_end(void (*destroy)(void*), void* object) {
  engine::Run::here(Here::current()).at_end(destroy, object);
}

}  // namespace heddle::detail
