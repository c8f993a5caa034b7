#include "instrument/runtime.h"

#include <sys/single_threaded.h>

#include <cstring>

#include "engine/code_place.h"
#include "instrument/atomic_state.h"
#include "instrument/heap.h"
#include "instrument/libc_memory.h"
#include "instrument/module_range.h"
#include "instrument/race_report.h"
#include "instrument/shadow.h"

namespace heddle::instrument {
namespace {

using engine::Goroutine;
using engine::Run;
using engine::State;

// Objects are few beside the accesses to them.
constexpr std::size_t table_heads = 256;

std::uint64_t mask_of(std::uintptr_t address, std::size_t bytes) noexcept {
  const std::uintptr_t offset = address % Shadow::granule_bytes;
  return (((std::uint64_t{1} << bytes) - 1) << offset) & Record::byte_mask;
}

}  // namespace

constinit Runtime runtime;

void Runtime::open() {
  if (engine::plain_memory != nullptr) return;
  // libstdc++ counts references without atomics as long as it thinks that there is one thread.
  __libc_single_threaded = 0;
  Shadow::open();
  find_libc_memory();
  engine::plain_memory = this;
}

void Runtime::begin_run(Run& run) {
  const engine::Unwatched unwatched;
  const std::uint64_t tag = run.number() & access_key::run_mask;
  if (tag < run_tag_) Shadow::forget_all();
  run_tag_ = tag;
  release_quarantine();
  saw_accesses_ = false;
  blocks_.clear();
  contexts_.clear();
  atomics_ = nullptr;
  memories_ = nullptr;
  orders_ = nullptr;
  owners_ = nullptr;
  owners_capacity_ = 0;
}

void Runtime::take_stack(const Goroutine& owner, bool used_before) {
  const engine::Unwatched unwatched;
  Run& run = *Run::current();
  if (owner.stack_index >= owners_capacity_) {
    std::uint32_t capacity = owners_capacity_ == 0 ? 64 : owners_capacity_;
    while (capacity <= owner.stack_index) capacity *= 2;
    auto** owners = run.arena().take_array<const Goroutine*>(capacity);
    if (owners_ != nullptr) std::memcpy(owners, owners_, owners_capacity_ * sizeof(*owners_));
    owners_ = owners;
    owners_capacity_ = capacity;
  }
  owners_[owner.stack_index] = &owner;
  if (used_before) {
    Shadow::forget(reinterpret_cast<std::uintptr_t>(owner.stack_low),
                   static_cast<std::size_t>(owner.stack_top - owner.stack_low));
  }
}

const Goroutine* Runtime::stack_owner(const Run& run, std::uintptr_t address) const noexcept {
  const std::uint32_t index = run.stacks().index_of(reinterpret_cast<const void*>(address));
  return index < owners_capacity_ ? owners_[index] : nullptr;
}

// --- Plain accesses -----------------------------------------------------------------------------

void Runtime::access(std::uintptr_t address, std::size_t bytes, bool writes, std::uintptr_t pc) {
  if (engine::access_view.now == 0) return;
  check_range(address, bytes, writes, false, pc);
}

void Runtime::atomic_access(std::uintptr_t address, std::size_t bytes, bool writes,
                            std::uintptr_t pc) {
  if (engine::access_view.now == 0) return;
  check_range(address, bytes, writes, true, pc);
}

void Runtime::check_range(std::uintptr_t address, std::size_t bytes, bool writes, bool atomic,
                          std::uintptr_t pc) {
  saw_accesses_ = true;
  Run& run = *Run::current();
  if (run.program().preempt_memory && !atomic &&
      !run.owns(reinterpret_cast<const void*>(address))) {
    interrupt(run, address, writes, pc);
  }
  Goroutine& me = run.me();
  const std::uint64_t key = engine::access_view.now;
  // What the check itself does to memory is no access.
  const engine::Unwatched unwatched;
  const std::uintptr_t end = address + bytes;
  while (address < end) {
    const std::uintptr_t cell_end = (address | (Shadow::granule_bytes - 1)) + 1;
    const std::uintptr_t stop = cell_end < end ? cell_end : end;
    one(run, me, key, address, {mask_of(address, stop - address), writes, atomic, pc});
    address = stop;
  }
}

void Runtime::one(Run& run, Goroutine& me, std::uint64_t key, std::uintptr_t address,
                  const Access& access) {
  const Accessor accessor{key, me.clock, run.arena()};
  const auto* at = reinterpret_cast<const std::byte*>(address);
  if (at < me.stack_low || at >= me.stack_top) [[likely]]
    check_stack(run, me, address, access);
  const Verdict verdict = check(Shadow::cell(address), access, accessor);
  if (run.recorder() != nullptr) [[unlikely]] {
    contexts_.remember(address, accessor.key, access, run.recorder()->next_number() - 1,
                       run.arena());
  }
  if (verdict.race.key == 0) [[likely]]
    return;
  if (run.owns(at)) return;
  report_race({run, me, contexts_, blocks_, stack_owner(run, address)}, address, access, verdict);
}

// A local of somebody else is used although its function has ended: below the frame in which a
// goroutine called the harness there is nothing of the program's any more.
void Runtime::check_stack(Run& run, Goroutine& me, std::uintptr_t address, const Access& access) {
  const Goroutine* owner = stack_owner(run, address);
  if (owner == nullptr || owner == &me) return;
  if (owner->state == State::done) {
    // The frame of main's body stays for those who outlive it.
    if (owner->ordinal == 1) return;
  } else if (owner->entered_at == nullptr ||
             address >= reinterpret_cast<std::uintptr_t>(owner->entered_at)) {
    return;
  }
  report_dead_stack({run, me, contexts_, blocks_, owner}, address, access);
}

// --- The heap -----------------------------------------------------------------------------------

void Runtime::allocated(std::uintptr_t address, std::size_t bytes, std::uintptr_t pc) {
  Run* run = Run::current();
  if (run == nullptr || !run->plain()) return;
  const bool by_program = engine::access_view.now != 0;
  const engine::Unwatched unwatched;
  Shadow::forget(address, bytes);
  if (!by_program) return;
  Goroutine& me = run->me();
  blocks_.add({address, bytes, pc, me.ordinal, ++me.blocks_made, true}, run->arena());
}

void Runtime::made(const void* address, std::size_t bytes, Goroutine& me) {
  const engine::Unwatched unwatched;
  blocks_.add(
      {reinterpret_cast<std::uintptr_t>(address), bytes, 0, me.ordinal, ++me.blocks_made, true},
      Run::current()->arena());
}

bool Runtime::freed(std::uintptr_t address, std::size_t bytes, std::uintptr_t pc) {
  Run* run = Run::current();
  if (run == nullptr || !run->plain()) return false;
  // What is given back to the system at once can come again as anything.
  constexpr std::size_t mapped_bytes = 128 * 1024;
  const std::uint64_t key = engine::access_view.now;
  const engine::Unwatched unwatched;
  if (key == 0 || bytes >= mapped_bytes) {
    Shadow::forget(address, bytes);
    return false;
  }
  Goroutine& me = run->me();
  const Accessor accessor{key, me.clock, run->arena()};
  const Access access{Record::byte_mask, true, false, pc};
  bool reported = false;
  for (std::uintptr_t at = address; at < address + bytes; at += Shadow::granule_bytes) {
    const Verdict verdict = check_free(Shadow::cell(at), pc, accessor);
    if (run->recorder() != nullptr) {
      contexts_.remember(at, accessor.key, access, run->recorder()->next_number() - 1,
                         run->arena());
    }
    if (verdict.race.key == 0 || reported) continue;
    reported = true;
    report_free({*run, me, contexts_, blocks_, nullptr}, at, access, verdict);
  }
  blocks_.remove(address);
  return true;
}

// --- Identities ---------------------------------------------------------------------------------

std::uint64_t Runtime::identity_of(std::uintptr_t address, Goroutine& me) const {
  enum : std::uint64_t {
    on_stack = 0x7374,
    in_module = 0x6d6f,
    in_block = 0x626c,
    unknown = 0x756e
  };
  Run& run = *Run::current();
  if (const Goroutine* owner = stack_owner(run, address)) {
    const auto top = reinterpret_cast<std::uintptr_t>(owner->stack_top);
    return engine::combine(engine::combine(owner->identity, on_stack), top - address);
  }
  const std::uint64_t offset = module_offset(address);
  if (offset != no_offset) return engine::combine(in_module, offset);
  if (const Block* block = blocks_.holding(address)) {
    const std::uint64_t maker = run.goroutine(block->goroutine).identity;
    return engine::combine(engine::combine(engine::combine(maker, in_block), block->nth),
                           address - block->address);
  }
  return engine::combine(engine::combine(me.identity, unknown), ++me.objects_made);
}

AtomicState& Runtime::atomic_at(std::uintptr_t address, const Here& at) {
  Run& run = *Run::current();
  if (atomics_ == nullptr) atomics_ = run.arena().take_array<AtomicState*>(table_heads);
  AtomicState*& head = atomics_[engine::mix(address) % table_heads];
  for (AtomicState* state = head; state != nullptr; state = state->next) {
    if (state->address == address) return *state;
  }
  auto& state = run.new_object<AtomicState>(identity_of(address, run.me()), at);
  state.address = address;
  state.next = head;
  head = &state;
  return state;
}

MemoryState& Runtime::memory_at(std::uintptr_t cell, const Here& at) {
  Run& run = *Run::current();
  if (memories_ == nullptr) memories_ = run.arena().take_array<MemoryState*>(table_heads);
  MemoryState*& head = memories_[engine::mix(cell) % table_heads];
  for (MemoryState* state = head; state != nullptr; state = state->next) {
    if (state->cell == cell) return *state;
  }
  auto& state = run.new_object<MemoryState>(identity_of(cell, run.me()), at);
  state.cell = cell;
  state.next = head;
  head = &state;
  return state;
}

void Runtime::interrupt(Run& run, std::uintptr_t address, bool writes, std::uintptr_t pc) {
  Goroutine& me = run.me();
  const std::uintptr_t cell = address & ~(Shadow::granule_bytes - 1);
  if (!is_shared(Shadow::cell(address), engine::access_view.now)) return;
  run.entered(__builtin_frame_address(0));
  const Here at = engine::code_place(pc);
  MemoryState& memory = memory_at(cell, at);
  run.step(me, writes ? engine::OpKind::var_write : engine::OpKind::var_read, &memory, at);
  // A goroutine that only reads the same again and again waits for somebody to write.
  if (writes) {
    run.changed(me);
  } else {
    run.looked(me);
  }
  run.record(me);
}

// --- Annotations --------------------------------------------------------------------------------

ToldOrder& Runtime::order_at(std::uintptr_t address) {
  engine::Arena& arena = Run::current()->arena();
  if (orders_ == nullptr) orders_ = arena.take_array<ToldOrder*>(table_heads);
  ToldOrder*& head = orders_[engine::mix(address) % table_heads];
  for (ToldOrder* order = head; order != nullptr; order = order->next) {
    if (order->address == address) return *order;
  }
  auto* order = ::new (arena.take(sizeof(ToldOrder), alignof(ToldOrder))) ToldOrder();
  order->address = address;
  order->next = head;
  head = order;
  return *order;
}

void Runtime::release(std::uintptr_t address, bool writer) {
  Run& run = *Run::current();
  ToldOrder& order = order_at(address);
  run.release_join(run.me(), writer ? order.released : order.released_by_readers);
}

void Runtime::acquire(std::uintptr_t address, bool writer) {
  Run& run = *Run::current();
  const ToldOrder& order = order_at(address);
  run.acquire(run.me(), order.released, engine::Edge::annotation);
  if (writer) run.acquire(run.me(), order.released_by_readers, engine::Edge::annotation);
}

void Runtime::forget_order(std::uintptr_t address) {
  ToldOrder& order = order_at(address);
  for (engine::Sync* sync : {&order.released, &order.released_by_readers}) {
    sync->clock.clear();
    sync->chain = 0;
  }
}

// --- Guards of statics --------------------------------------------------------------------------

void Runtime::look_at_guard(std::uintptr_t address) {
  if (engine::access_view.now == 0 || atomics_ == nullptr) return;
  for (AtomicState* state = atomics_[engine::mix(address) % table_heads]; state != nullptr;
       state = state->next) {
    if (state->address != address || !state->silent) continue;
    Run& run = *Run::current();
    run.acquire(run.me(), state->released, engine::Edge::static_init);
  }
}

void Runtime::publish(const void* address, Goroutine& me) {
  AtomicState& guard = atomic_at(reinterpret_cast<std::uintptr_t>(address), me.op.at);
  guard.silent = true;
  Run::current()->release(me, guard.released);
}

}  // namespace heddle::instrument
