// The initialisation of function-local statics inside a run.
//
// The C++ runtime's __cxa_guard_acquire blocks the whole thread, and throws, when a second
// goroutine reaches a static that a first one is still initialising. These definitions replace it:
// inside a run the second goroutine is disabled until the first is done. Outside a run they do what
// the Itanium C++ ABI asks for, with a flag and a short wait (no run is involved there, and
// initialisation is rare).
//
// Layout of the guard: byte 0 is what compiled code tests (1: initialised); byte 1 is ours
// (1: initialisation under way).

#include <sched.h>

#include <cstdint>

#include "engine/run.h"

namespace heddle::engine {
namespace {

struct StaticState : Object {
  static constexpr ObjectType object_type = ObjectType::static_local;
  Sync sync;
};

const Here static_site{"", "initialisation of a function-local static", 0};

Run::PendingStatic* pending(Run& run, const unsigned char* guard) noexcept {
  for (Run::PendingStatic& candidate : run.pending_statics) {
    if (candidate.guard == guard) return &candidate;
  }
  return nullptr;
}

void release_guard(unsigned char* guard, bool initialised) noexcept {
  if (initialised) __atomic_store_n(&guard[0], 1, __ATOMIC_RELEASE);
  __atomic_store_n(&guard[1], 0, __ATOMIC_RELEASE);
}

bool take_guard(unsigned char* guard) noexcept {
  unsigned char expected = 0;
  return __atomic_compare_exchange_n(&guard[1], &expected, 1, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}

int acquire_in_run(Run& run, unsigned char* guard) {
  Goroutine& me = run.me();
  while (guard[0] == 0) {
    if (take_guard(guard)) {
      const Unwatched unwatched;
      auto& state = run.new_object<StaticState>(combine(me.identity, ++me.objects_made),
                                                me.op.at.line != 0 ? me.op.at : static_site);
      run.pending_statics.push_back({guard, &me, &state});
      if (run.recorder() != nullptr) run.stuck().reach(state).owner = &me;
      ++me.static_depth;
      return 1;
    }
    Run::PendingStatic* other = pending(run, guard);
    if (other == nullptr) {
      // Another thread of the process initialises it.
      sched_yield();
      continue;
    }
    auto& state = static_cast<StaticState&>(*other->object);
    run.step_acquire(me, OpKind::static_init, state, me.op.at, false);
    run.acquire(me, state.sync, Edge::static_init);
    run.changed(me);
    run.record(me);
  }
  return 0;
}

void release_in_run(Run& run, unsigned char* guard, bool initialised) noexcept {
  run.begin_own_time(run.me());
  Run::PendingStatic* mine = pending(run, guard);
  release_guard(guard, initialised);
  if (mine == nullptr) {
    run.end_own_time(run.me());
    return;
  }
  auto& state = static_cast<StaticState&>(*mine->object);
  Goroutine& owner = *mine->owner;
  *mine = run.pending_statics.back();
  run.pending_statics.pop_back();
  --owner.static_depth;
  run.release(owner, state.sync);
  if (run.plain()) plain_memory->publish(guard, owner);
  run.changed(owner);
  run.reconsider(state, [](const Goroutine&) { return true; });
  run.end_own_time(run.me());
}

// Statics of the harness, and of libraries it calls, are none of the program's.
bool is_programs(const Run* run) noexcept {
  return run != nullptr && !run->on_host() && !Unwatched::any();
}

int acquire(unsigned char* guard) {
  Run* run = Run::current();
  if (is_programs(run)) return acquire_in_run(*run, guard);
  while (__atomic_load_n(&guard[0], __ATOMIC_ACQUIRE) == 0) {
    if (take_guard(guard)) {
      if (__atomic_load_n(&guard[0], __ATOMIC_ACQUIRE) == 0) return 1;
      release_guard(guard, true);
      return 0;
    }
    sched_yield();
  }
  return 0;
}

void release(unsigned char* guard, bool initialised) noexcept {
  Run* run = Run::current();
  if (is_programs(run)) {
    release_in_run(*run, guard, initialised);
  } else {
    release_guard(guard, initialised);
  }
}

}  // namespace
}  // namespace heddle::engine

extern "C" {

int __cxa_guard_acquire(std::uint64_t* guard) {
  return heddle::engine::acquire(reinterpret_cast<unsigned char*>(guard));
}

void __cxa_guard_release(std::uint64_t* guard) noexcept {
  heddle::engine::release(reinterpret_cast<unsigned char*>(guard), true);
}

void __cxa_guard_abort(std::uint64_t* guard) noexcept {
  heddle::engine::release(reinterpret_cast<unsigned char*>(guard), false);
}
}
