#include <heddle/waitgroup.h>

#include "engine/run.h"
#include "go/unordered.h"

namespace heddle {

using engine::Edge;
using engine::Goroutine;
using engine::Object;
using engine::ObjectType;
using engine::OpKind;
using engine::Run;
using engine::Sync;
using engine::Waiter;
using engine::WaitQueue;

namespace {

struct WaitGroupState : Object {
  static constexpr ObjectType object_type = ObjectType::waitgroup;
  std::int64_t counter = 0;
  WaitQueue waiters;
  bool waited = false;          // somebody has called wait()
  std::uint32_t returning = 0;  // released at zero, wait() has not yet returned
  Sync sync;
  // An add from zero reads, the first wait that blocks writes: unordered they are misuse (A.16).
  detect::AccessHistory uses;
};

constexpr std::string_view concurrent_add =
    "sync: WaitGroup misuse: Add called concurrently with Wait";

void note_add_from_zero(Run& run, WaitGroupState& group, const Goroutine& me, const Here& at) {
  if (!run.tracking()) return;
  const detect::Access* wait = group.uses.read(me.clock, me.epoch(), at, run.arena());
  if (wait == nullptr) return;
  engine::report_unordered(run, Kind::waitgroup_misuse, concurrent_add, *wait, "wait", at, "add",
                           group);
}

void note_first_wait(Run& run, WaitGroupState& group, const Goroutine& me, const Here& at) {
  if (!run.tracking()) return;
  const detect::Access* add = group.uses.write(me.clock, me.epoch(), at);
  if (add == nullptr) return;
  engine::report_unordered(run, Kind::waitgroup_misuse, concurrent_add, *add, "add", at, "wait",
                           group);
}

void add(Run& run, WaitGroupState& group, Goroutine& me, std::int64_t delta, const Here& at) {
  if (delta > 0 && group.counter == 0) note_add_from_zero(run, group, me, at);
  group.counter += delta;
  if (delta < 0) run.release_join(me, group.sync);
  run.changed(me);
  run.record(me, static_cast<std::uint64_t>(delta), static_cast<std::uint64_t>(group.counter));
  if (group.counter < 0) {
    throw Panic(Kind::negative_waitgroup, "sync: negative WaitGroup counter", at);
  }
  if (group.counter != 0) return;
  while (!group.waiters.empty()) {
    Waiter* waiter = group.waiters.pop();
    ++group.returning;
    run.wake(*waiter->goroutine);
  }
}

}  // namespace

void WaitGroup::add(int delta, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& group = run.object<WaitGroupState>(anchor_, at);
  run.step(me, delta < 0 ? OpKind::wg_done : OpKind::wg_add, &group, at);
  if (group.counter == 0) me.op.facts |= trace::Touch::boundary;
  if (group.waited) me.op.facts |= trace::Touch::waited;
  heddle::add(run, group, me, delta, at);
}

void WaitGroup::done(Here at) { add(-1, at); }

void WaitGroup::wait(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& group = run.object<WaitGroupState>(anchor_, at);
  run.step(me, OpKind::wg_wait, &group, at);
  group.waited = true;
  Edge edge = Edge::waitgroup_zero;
  if (group.counter != 0) {
    edge = Edge::waitgroup_done;
    if (group.waiters.empty()) note_first_wait(run, group, me, at);
    Waiter waiter;
    waiter.goroutine = &me;
    group.waiters.push(waiter);
    run.changed(me);
    run.record_wait(me);
    run.park(me);
    me.op.kind = OpKind::wg_wait;
    --group.returning;
    if (group.counter != 0) {
      throw Panic(Kind::waitgroup_misuse,
                  "sync: WaitGroup is reused before previous Wait has returned", at);
    }
    run.changed(me);
  } else {
    run.looked(me);
  }
  run.acquire(me, group.sync, edge);
  run.record(me, static_cast<std::uint64_t>(group.counter));
}

}  // namespace heddle
