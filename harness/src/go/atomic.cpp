#include <heddle/atomic.h>

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

struct AtomicState : Object {
  static constexpr ObjectType object_type = ObjectType::atomic;
  bool initialised = false;
  std::uint64_t bits = 0;
  std::uint64_t changes = 0;
  Sync sync;
};

AtomicState& state_of(Run& run, const Anchor& anchor, std::uint64_t initial, const Here& at) {
  auto& state = run.object<AtomicState>(anchor, at);
  if (!state.initialised) [[unlikely]] {
    state.initialised = true;
    state.bits = initial;
  }
  return state;
}

// An address that is stored here is known to all who load it.
void publish(Run& run, std::uint64_t bits, bool address) {
  if (address && run.recorder() != nullptr) run.stuck().sent(&bits, sizeof bits);
}

// The value as a trace shows it. Of a pointer: 0 for null, else which change put it there.
std::uint64_t shown(const AtomicState& atomic, bool address) noexcept {
  return address && atomic.bits != 0 ? atomic.changes + 1 : atomic.bits;
}

// A read-modify-write sees the effect of the one before it, and is seen by the one behind it.
template <class Change>
std::uint64_t modify(Run& run, const Anchor& anchor, std::uint64_t initial, bool address,
                     const Here& at, Change change, std::uint8_t facts = trace::Touch::none) {
  Goroutine& me = run.me();
  AtomicState& atomic = state_of(run, anchor, initial, at);
  run.step(me, OpKind::atomic_rmw, &atomic, at, facts);
  const std::uint64_t old = atomic.bits;
  const std::uint64_t old_shown = shown(atomic, address);
  atomic.bits = change(old);
  publish(run, atomic.bits, address);
  ++atomic.changes;
  run.acquire(me, atomic.sync, Edge::atomic_update);
  run.release(me, atomic.sync);
  run.changed(me);
  run.record(me, shown(atomic, address), old_shown);
  return old;
}

}  // namespace

std::uint64_t AtomicCell::load(Here at) const {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  AtomicState& atomic = state_of(run, anchor_, initial_, at);
  run.step(me, OpKind::atomic_load, &atomic, at);
  run.acquire(me, atomic.sync, Edge::atomic_load);
  run.looked(me);
  run.record(me, shown(atomic, address_));
  return atomic.bits;
}

void AtomicCell::store(std::uint64_t bits, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  AtomicState& atomic = state_of(run, anchor_, initial_, at);
  run.step(me, OpKind::atomic_store, &atomic, at);
  atomic.bits = bits;
  publish(run, bits, address_);
  ++atomic.changes;
  run.release(me, atomic.sync);
  run.changed(me);
  run.record(me, shown(atomic, address_));
}

std::uint64_t AtomicCell::exchange(std::uint64_t bits, Here at) {
  return modify(Run::here(at), anchor_, initial_, address_, at,
                [bits](std::uint64_t) { return bits; });
}

bool AtomicCell::compare_exchange(std::uint64_t expected, std::uint64_t desired, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  AtomicState& atomic = state_of(run, anchor_, initial_, at);
  run.step(me, OpKind::atomic_cas, &atomic, at);
  const std::uint64_t old = atomic.bits;
  const std::uint64_t old_shown = shown(atomic, address_);
  run.acquire(me, atomic.sync, Edge::atomic_cas);
  if (old != expected) {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
  } else {
    atomic.bits = desired;
    publish(run, desired, address_);
    ++atomic.changes;
    run.release(me, atomic.sync);
    run.changed(me);
  }
  run.record(me, shown(atomic, address_), old_shown);
  return old == expected;
}

std::uint64_t AtomicCell::fetch_add(std::uint64_t delta, std::uint64_t mask, Here at) {
  return modify(
      Run::here(at), anchor_, initial_, address_, at,
      [=](std::uint64_t old) { return (old + delta) & mask; }, trace::Touch::adds);
}

std::uint64_t AtomicCell::fetch_and(std::uint64_t bits, Here at) {
  return modify(Run::here(at), anchor_, initial_, address_, at,
                [=](std::uint64_t old) { return old & bits; });
}

std::uint64_t AtomicCell::fetch_or(std::uint64_t bits, Here at) {
  return modify(Run::here(at), anchor_, initial_, address_, at,
                [=](std::uint64_t old) { return old | bits; });
}

}  // namespace heddle::detail
