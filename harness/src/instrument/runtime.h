#pragma once

// The runtime of instrumented code: what the compiler's calls end up in. It checks accesses of the
// running goroutine against shadow memory and reports what it finds to the run.
//
// Code of the program calls it at any time: before main, on other threads, while the harness
// itself is at work, after the run. Then the access view is empty (engine/plain_memory.h) and
// nothing happens.

#include <cstddef>
#include <cstdint>

#include "engine/run.h"
#include "instrument/block_table.h"
#include "instrument/context_table.h"
#include "instrument/history.h"

namespace heddle::instrument {

struct AtomicState;
struct MemoryState;
struct ToldOrder;

class Runtime final : public engine::PlainMemory {
 public:
  constexpr Runtime() noexcept = default;

  // Called by every module that holds instrumented code, before its own constructors.
  void open();

  void begin_run(engine::Run& run) override;
  void take_stack(const engine::Goroutine& owner, bool used_before) override;
  bool saw_accesses() const noexcept override { return saw_accesses_; }
  void publish(const void* address, engine::Goroutine& me) override;
  void made(const void* address, std::size_t bytes, engine::Goroutine& me) override;

  // An access that the fast path could not settle. Any address, size and alignment.
  [[gnu::noinline]] void access(std::uintptr_t address, std::size_t bytes, bool writes,
                                std::uintptr_t pc);
  // The part of an atomic operation that the race check sees. No atomic access races with another.
  void atomic_access(std::uintptr_t address, std::size_t bytes, bool writes, std::uintptr_t pc);

  // A look at the guard of a function-local static, where it comes as a plain load.
  void look_at_guard(std::uintptr_t address);

  // The heap. `bytes` is the size of the block.
  void allocated(std::uintptr_t address, std::size_t bytes, std::uintptr_t pc);
  // True: nobody may have the block again in this run.
  bool freed(std::uintptr_t address, std::size_t bytes, std::uintptr_t pc);

  // The engine's object for a std::atomic at this address, made at its first use in the run.
  AtomicState& atomic_at(std::uintptr_t address, const Here& at);

  // Annotations: what the running goroutine knows goes to, or comes from, an address. `writer`
  // false: it takes part as one of many readers.
  void release(std::uintptr_t address, bool writer);
  void acquire(std::uintptr_t address, bool writer);
  void forget_order(std::uintptr_t address);

 private:
  void one(engine::Run& run, engine::Goroutine& me, std::uint64_t key, std::uintptr_t address,
           const Access& access);
  void check_range(std::uintptr_t address, std::size_t bytes, bool writes, bool atomic,
                   std::uintptr_t pc);
  void check_stack(engine::Run& run, engine::Goroutine& me, std::uintptr_t address,
                   const Access& access);
  ToldOrder& order_at(std::uintptr_t address);
  MemoryState& memory_at(std::uintptr_t cell, const Here& at);
  // Lets others go first where the memory is shared; afterwards the access happens.
  void interrupt(engine::Run& run, std::uintptr_t address, bool writes, std::uintptr_t pc);
  // The same in every run of this schedule, and in every process: never made of an address.
  std::uint64_t identity_of(std::uintptr_t address, engine::Goroutine& me) const;

  const engine::Goroutine* stack_owner(const engine::Run& run,
                                       std::uintptr_t address) const noexcept;

  bool saw_accesses_ = false;
  std::uint64_t run_tag_ = 0;
  const engine::Goroutine** owners_ = nullptr;  // by number of the stack
  std::uint32_t owners_capacity_ = 0;
  BlockTable blocks_;
  ContextTable contexts_;
  AtomicState** atomics_ = nullptr;  // hashed by address
  MemoryState** memories_ = nullptr;
  ToldOrder** orders_ = nullptr;
};

extern constinit Runtime runtime;

}  // namespace heddle::instrument
