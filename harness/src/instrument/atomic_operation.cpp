#include "instrument/atomic_operation.h"

#include <string_view>

#include "engine/code_place.h"
#include "instrument/atomic_state.h"
#include "instrument/runtime.h"

namespace heddle::instrument {
namespace {

using engine::Edge;
using engine::Goroutine;
using engine::OpKind;
using engine::Run;
using engine::Sync;

OpKind op_of(AtomicKind kind) noexcept {
  switch (kind) {
    case AtomicKind::load: return OpKind::atomic_load;
    case AtomicKind::store: return OpKind::atomic_store;
    case AtomicKind::update: return OpKind::atomic_rmw;
    case AtomicKind::compare: return OpKind::atomic_cas;
  }
  return OpKind::none;
}

// Whether the code at this place counts the references of a std::shared_ptr. Those orderings
// matter, but no bug depends on who counts first, and decisions about it would only hide others.
bool counts_references(std::uintptr_t pc) {
  for (const trace::Site& frame : engine::frames_at(pc)) {
    const std::string_view function = frame.function;
    for (const std::string_view word :
         {"_Sp_counted_base", "__exchange_and_add", "__atomic_add_dispatch", "__atomic_add"}) {
      if (function.find(word) != std::string_view::npos) return true;
    }
  }
  return false;
}

// The answer for each place, asked for once in a process. A program has few places with atomics.
class PlaceTable {
 public:
  bool counts(std::uintptr_t pc) {
    std::size_t index = (pc >> 2) % size;
    for (std::size_t probes = 0; probes < size; ++probes, index = (index + 1) % size) {
      if (pcs_[index] == pc) return counts_[index];
      if (pcs_[index] != 0) continue;
      const bool counts = counts_references(pc);
      pcs_[index] = pc;
      counts_[index] = counts;
      return counts;
    }
    return counts_references(pc);
  }

 private:
  static constexpr std::size_t size = 4096;
  std::uintptr_t pcs_[size] = {};
  bool counts_[size] = {};
};

constinit PlaceTable places;

Sync& room_for(Sync*& sync, Run& run) {
  if (sync == nullptr) sync = ::new (run.arena().take(sizeof(Sync), alignof(Sync))) Sync();
  return *sync;
}

}  // namespace

AtomicOperation::AtomicOperation(const volatile void* address, unsigned bytes, AtomicKind kind,
                                 std::uintptr_t pc)
    : pc_(pc), kind_(kind), bytes_(bytes) {
  if (engine::access_view.now == 0) return;
  Run& run = *Run::current();
  Goroutine& me = run.me();
  run.entered(__builtin_frame_address(0));
  const Here at = engine::code_place(pc);
  const auto where = reinterpret_cast<std::uintptr_t>(address);
  {
    // Names of code are read with the standard library, and this may be its first call.
    const engine::Unwatched unwatched;
    silent_ = places.counts(pc);
  }
  state_ = &runtime.atomic_at(where, at);
  silent_ = silent_ || state_->silent;
  if (!silent_) run.step(me, op_of(kind), state_, at);
}

engine::Edge AtomicOperation::edge() const noexcept {
  if (state_->silent) return Edge::static_init;
  switch (kind_) {
    case AtomicKind::load:
    case AtomicKind::store: return Edge::atomic_load;
    case AtomicKind::update: return Edge::atomic_update;
    case AtomicKind::compare: return Edge::atomic_cas;
  }
  return Edge::atomic_load;
}

void AtomicOperation::done(MemoryOrder order, std::uint64_t value, std::uint64_t old) {
  if (state_ == nullptr) return;
  Run& run = *Run::current();
  Goroutine& me = run.me();
  const bool reads = kind_ != AtomicKind::store;
  const bool writes = kind_ != AtomicKind::load;
  runtime.atomic_access(state_->address, bytes_, writes, pc_);
  if (reads) {
    if (acquires(order)) {
      run.acquire(me, state_->released, edge());
    } else {
      run.join_into(room_for(me.seen_relaxed, run), state_->released, edge());
    }
  }
  if (writes) {
    // A store begins a release sequence anew; an update carries the one it found on.
    if (kind_ == AtomicKind::store) {
      state_->released.clock.clear();
      state_->released.chain = 0;
    }
    if (releases(order)) {
      run.release_join(me, state_->released);
    } else if (me.released_by_fence != nullptr) {
      run.join_into(state_->released, *me.released_by_fence, edge());
    }
  }
  if (silent_) return;
  if (writes) {
    run.changed(me);
  } else {
    run.looked(me);
  }
  run.record(me, value, old);
}

void AtomicOperation::failed(MemoryOrder order, std::uint64_t value) {
  if (state_ == nullptr) return;
  Run& run = *Run::current();
  Goroutine& me = run.me();
  runtime.atomic_access(state_->address, bytes_, false, pc_);
  if (acquires(order)) {
    run.acquire(me, state_->released, edge());
  } else {
    run.join_into(room_for(me.seen_relaxed, run), state_->released, edge());
  }
  if (silent_) return;
  me.op.facts = trace::Touch::failed;
  run.looked(me);
  run.record(me, value, value);
}

void fence(MemoryOrder order) {
  if (engine::access_view.now == 0) return;
  Run& run = *Run::current();
  Goroutine& me = run.me();
  if (acquires(order) && me.seen_relaxed != nullptr) {
    run.acquire(me, *me.seen_relaxed, Edge::atomic_load);
  }
  if (releases(order)) run.release(me, room_for(me.released_by_fence, run));
}

}  // namespace heddle::instrument
