#include <heddle/once.h>

#include "engine/run.h"

namespace heddle {

using engine::Edge;
using engine::Goroutine;
using engine::Object;
using engine::ObjectType;
using engine::OpKind;
using engine::Run;
using engine::Sync;

namespace {

struct OnceState : Object {
  static constexpr ObjectType object_type = ObjectType::once;
  enum { fresh, running, done } phase = fresh;
  Sync sync;
};

}  // namespace

bool Once::begin(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& once = run.object<OnceState>(anchor_, at);
  run.step_acquire(me, OpKind::once_do, once, at, once.phase != OnceState::running);
  if (once.phase == OnceState::done) {
    me.op.facts = trace::Touch::failed;
    run.acquire(me, once.sync, Edge::once);
    run.looked(me);
    run.record(me, 0);
    return false;
  }
  once.phase = OnceState::running;
  if (run.recorder() != nullptr) run.stuck().reach(once).owner = &me;
  if (once.contenders != nullptr) {
    run.reconsider(once, [](const Goroutine&) { return false; });
  }
  run.changed(me);
  run.record(me, 1);
  return true;
}

void Once::finish(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& once = run.object<OnceState>(anchor_, at);
  run.step(me, OpKind::once_done, &once, at);
  once.phase = OnceState::done;
  run.release(me, once.sync);
  if (once.contenders != nullptr) {
    run.reconsider(once, [](const Goroutine&) { return true; });
  }
  run.changed(me);
  run.record(me);
}

}  // namespace heddle
