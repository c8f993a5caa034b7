#include <heddle/atomic_value.h>

#include "engine/run.h"

namespace heddle::detail {

using engine::Edge;
using engine::Goroutine;
using engine::Object;
using engine::ObjectType;
using engine::OpKind;
using engine::Run;
using engine::Sync;

namespace {

struct AtomicValueState : Object {
  static constexpr ObjectType object_type = ObjectType::atomic;
  const void* value = nullptr;
  std::uint64_t stores = 0;  // stands for the value in the trace, where no address may appear
  Sync sync;
};

void replace(Run& run, Goroutine& me, AtomicValueState& state, const void* value) {
  state.value = value;
  ++state.stores;
  run.release(me, state.sync);
  run.changed(me);
}

}  // namespace

const void* AtomicValueCell::load(Here at) const {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& state = run.object<AtomicValueState>(anchor_, at);
  run.step(me, OpKind::atomic_load, &state, at);
  run.acquire(me, state.sync, Edge::atomic_value);
  run.looked(me);
  run.record(me, state.stores);
  return state.value;
}

void AtomicValueCell::store(const void* value, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& state = run.object<AtomicValueState>(anchor_, at);
  run.step(me, OpKind::atomic_store, &state, at);
  replace(run, me, state, value);
  run.record(me, state.stores);
}

const void* AtomicValueCell::exchange(const void* value, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& state = run.object<AtomicValueState>(anchor_, at);
  run.step(me, OpKind::atomic_rmw, &state, at);
  const void* old = state.value;
  run.acquire(me, state.sync, Edge::atomic_value);
  replace(run, me, state, value);
  run.record(me, state.stores, state.stores - 1);
  return old;
}

bool AtomicValueCell::compare_exchange(const void* expected,
                                       bool (*equal)(const void*, const void*), const void* desired,
                                       Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& state = run.object<AtomicValueState>(anchor_, at);
  run.step(me, OpKind::atomic_cas, &state, at);
  const std::uint64_t old = state.stores;
  run.acquire(me, state.sync, Edge::atomic_value);
  bool same = false;
  {
    const engine::Unwatched unwatched;
    same = state.value != nullptr && equal(state.value, expected);
  }
  if (same) {
    replace(run, me, state, desired);
  } else {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
  }
  run.record(me, state.stores, old);
  return same;
}

}  // namespace heddle::detail
