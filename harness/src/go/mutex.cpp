#include <heddle/mutex.h>

#include "engine/run.h"

namespace heddle {

using engine::Edge;
using engine::Goroutine;
using engine::Hold;
using engine::Object;
using engine::ObjectType;
using engine::OpKind;
using engine::Run;
using engine::Sync;
using engine::Waiter;
using engine::WaitQueue;

// --- Mutex --------------------------------------------------------------------------------------
//
// A goroutine that announces lock() while the mutex is held is disabled, and ready again when it is
// released; it never parks. So any contender can win, and waiting is no step of its own.

namespace {

struct MutexState : Object {
  static constexpr ObjectType object_type = ObjectType::mutex;
  bool locked = false;
  Hold hold;
  Sync sync;
};

void mutex_taken(Run& run, MutexState& mutex, Goroutine& me, Edge edge) {
  mutex.locked = true;
  run.took(me, mutex.hold, mutex, false);
  if (mutex.contenders != nullptr) {
    run.reconsider(mutex, [](const Goroutine&) { return false; });
  }
  run.acquire(me, mutex.sync, edge);
  run.changed(me);
}

}  // namespace

void Mutex::lock(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& mutex = run.object<MutexState>(anchor_, at);
  run.step_acquire(me, OpKind::mutex_lock, mutex, at, !mutex.locked);
  mutex_taken(run, mutex, me, Edge::mutex_lock);
  run.record(me);
}

bool Mutex::try_lock(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& mutex = run.object<MutexState>(anchor_, at);
  run.step(me, OpKind::mutex_try_lock, &mutex, at);
  if (mutex.locked) {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
    run.record(me, 0);
    return false;
  }
  mutex_taken(run, mutex, me, Edge::mutex_try_lock);
  run.record(me, 1);
  return true;
}

void Mutex::unlock(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& mutex = run.object<MutexState>(anchor_, at);
  run.step(me, OpKind::mutex_unlock, &mutex, at);
  if (!mutex.locked)
    run.stop(Kind::unlock_unlocked, "fatal error: sync: unlock of unlocked mutex", at);
  mutex.locked = false;
  run.gave(me, mutex.hold);
  if (mutex.contenders != nullptr) {
    run.reconsider(mutex, [](const Goroutine&) { return true; });
  }
  run.release(me, mutex.sync);
  run.changed(me);
  run.record(me);
}

// --- RWMutex ------------------------------------------------------------------------------------
//
// As Go's: the first writer that has to wait announces itself, and from then on readers wait. That
// announcement can be observed (it keeps readers out), so it is a step: the writer parks. Further
// writers compete for an inner mutex, which in this model means they are disabled until no writer
// holds or is announced. Readers that wait behind a writer park in a queue; unlock lets all of them
// in before any other writer.

namespace {

struct RwState : Object {
  static constexpr ObjectType object_type = ObjectType::rwmutex;
  bool written = false;         // a writer holds it
  Waiter* announced = nullptr;  // the writer that waits for the readers to leave
  std::uint32_t readers = 0;    // hold it
  WaitQueue waiting_readers;
  Sync written_sync;  // released by unlock, acquired by lock and lock_shared
  Sync read_sync;     // joined by unlock_shared, acquired by lock
  Hold write_hold;
  Hold* unused = nullptr;  // for readers to come

  bool writer_may_try() const noexcept { return !written && announced == nullptr; }
};

void reconsider_writers(Run& run, RwState& rw) {
  if (rw.contenders == nullptr) return;
  const bool enabled = rw.writer_may_try();
  run.reconsider(rw, [enabled](const Goroutine&) { return enabled; });
}

void write_hold(Run& run, RwState& rw, Goroutine& me, Edge after_writer, Edge after_readers) {
  rw.written = true;
  run.took(me, rw.write_hold, rw, false);
  reconsider_writers(run, rw);
  run.acquire(me, rw.written_sync, after_writer);
  run.acquire(me, rw.read_sync, after_readers);
  run.changed(me);
}

// `readers` counts it already.
void read_hold(Run& run, RwState& rw, Goroutine& me, Edge edge) {
  Hold* hold = rw.unused;
  if (hold != nullptr) {
    rw.unused = hold->next;
  } else {
    hold = ::new (run.arena().take(sizeof(Hold), alignof(Hold))) Hold();
  }
  run.took(me, *hold, rw, true);
  run.acquire(me, rw.written_sync, edge);
  run.changed(me);
}

}  // namespace

void RWMutex::lock(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& rw = run.object<RwState>(anchor_, at);
  run.step_acquire(me, OpKind::rw_lock, rw, at, rw.writer_may_try());
  if (rw.readers != 0) {
    me.op.kind = OpKind::rw_announce;
    Waiter waiter;
    waiter.goroutine = &me;
    rw.announced = &waiter;
    reconsider_writers(run, rw);
    run.changed(me);
    run.record_wait(me);
    run.park(me);
    // The last reader has handed over: `written` is set, `announced` is clear.
    me.op.kind = OpKind::rw_lock;
  }
  write_hold(run, rw, me, Edge::rw_write_write, Edge::rw_read_write);
  run.record(me);
}

bool RWMutex::try_lock(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& rw = run.object<RwState>(anchor_, at);
  run.step(me, OpKind::rw_try_lock, &rw, at);
  if (!rw.writer_may_try() || rw.readers != 0) {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
    run.record(me, 0);
    return false;
  }
  write_hold(run, rw, me, Edge::rw_try_lock, Edge::rw_try_lock);
  run.record(me, 1);
  return true;
}

void RWMutex::unlock(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& rw = run.object<RwState>(anchor_, at);
  run.step(me, OpKind::rw_unlock, &rw, at);
  if (!rw.written) {
    run.stop(Kind::unlock_unlocked, "fatal error: sync: Unlock of unlocked RWMutex", at);
  }
  rw.written = false;
  run.gave(me, rw.write_hold);
  run.release(me, rw.written_sync);
  // Everybody who waits to read at this moment gets in before the next writer.
  while (!rw.waiting_readers.empty()) {
    Waiter* reader = rw.waiting_readers.pop();
    ++rw.readers;
    run.wake(*reader->goroutine);
  }
  reconsider_writers(run, rw);
  run.changed(me);
  run.record(me);
}

void RWMutex::lock_shared(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& rw = run.object<RwState>(anchor_, at);
  run.step(me, OpKind::rw_rlock, &rw, at);
  if (rw.written || rw.announced != nullptr) {
    Waiter waiter;
    waiter.goroutine = &me;
    rw.waiting_readers.push(waiter);
    run.changed(me);
    run.record_wait(me);
    run.park(me);
    // unlock has counted this reader in.
    me.op.kind = OpKind::rw_rlock;
  } else {
    ++rw.readers;
  }
  read_hold(run, rw, me, Edge::rw_write_read);
  run.record(me);
}

bool RWMutex::try_lock_shared(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& rw = run.object<RwState>(anchor_, at);
  run.step(me, OpKind::rw_try_rlock, &rw, at);
  if (rw.written || rw.announced != nullptr) {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
    run.record(me, 0);
    return false;
  }
  ++rw.readers;
  read_hold(run, rw, me, Edge::rw_try_read);
  run.record(me, 1);
  return true;
}

void RWMutex::unlock_shared(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& rw = run.object<RwState>(anchor_, at);
  run.step(me, OpKind::rw_runlock, &rw, at);
  if (rw.readers == 0) {
    run.stop(Kind::unlock_unlocked, "fatal error: sync: RUnlock of unlocked RWMutex", at);
  }
  --rw.readers;
  // Who was let in and has not yet gone on has nothing to give up; its lock is given up for it.
  if (Hold* hold = run.shared_hold(me, rw); hold != nullptr) {
    run.gave(me, *hold);
    hold->next = rw.unused;
    rw.unused = hold;
  }
  run.release_join(me, rw.read_sync);
  if (rw.readers == 0 && rw.announced != nullptr && !rw.written) {
    Goroutine* writer = rw.announced->goroutine;
    rw.announced = nullptr;
    rw.written = true;
    run.wake(*writer);
  }
  run.changed(me);
  run.record(me);
}

}  // namespace heddle
