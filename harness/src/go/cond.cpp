#include <heddle/cond.h>

#include "engine/run.h"

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

// A waiter that has its ticket but has not yet gone to sleep (it is releasing the lock) can be
// signalled already; it then does not sleep at all.
struct Ticket : Waiter {
  bool signalled = false;
  bool asleep = false;
  Sync wake;  // what the signal knew
};

struct CondState : Object {
  static constexpr ObjectType object_type = ObjectType::cond;
  WaitQueue waiters;
  std::uint64_t tickets = 0;
};

void signal_one(Run& run, CondState& cond, Goroutine& me) {
  auto& ticket = static_cast<Ticket&>(*cond.waiters.pop());
  ticket.signalled = true;
  run.release(me, ticket.wake);
  if (ticket.asleep) run.wake(*ticket.goroutine);
}

}  // namespace

void Cond::wait(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& cond = run.object<CondState>(anchor_, at);
  run.step(me, OpKind::cond_wait, &cond, at);
  Ticket ticket;
  ticket.goroutine = &me;
  cond.waiters.push(ticket);
  run.changed(me);
  run.record_wait(me);
  locker_.release(locker_.lock, at);
  // Releasing the lock was an operation of its own.
  me.op.kind = OpKind::cond_wait;
  me.op.object = &cond;
  me.op.at = at;
  if (!ticket.signalled) {
    ticket.asleep = true;
    run.park(me);
    me.op.kind = OpKind::cond_wait;
  }
  run.acquire(me, ticket.wake, Edge::cond);
  run.record(me, ++cond.tickets);
  locker_.acquire(locker_.lock, at);
}

void Cond::signal(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& cond = run.object<CondState>(anchor_, at);
  run.step(me, OpKind::cond_signal, &cond, at);
  const bool any = !cond.waiters.empty();
  if (any) {
    signal_one(run, cond, me);
    run.changed(me);
  } else {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
  }
  run.record(me, any ? 1 : 0);
}

void Cond::broadcast(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& cond = run.object<CondState>(anchor_, at);
  run.step(me, OpKind::cond_broadcast, &cond, at);
  const std::uint32_t count = cond.waiters.size();
  while (!cond.waiters.empty()) signal_one(run, cond, me);
  if (count != 0) {
    run.changed(me);
  } else {
    run.looked(me);
  }
  run.record(me, count);
}

}  // namespace heddle
