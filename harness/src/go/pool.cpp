#include <heddle/pool.h>

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

struct PoolItem {
  void* item = nullptr;
  PoolItem* next = nullptr;
  Sync put;
};

struct PoolState : Object {
  static constexpr ObjectType object_type = ObjectType::pool;
  PoolItem* newest = nullptr;
  PoolItem* unused = nullptr;  // records whose items have been taken
};

PoolItem* take_from(PoolItem*& list) {
  PoolItem* first = list;
  if (first != nullptr) list = first->next;
  return first;
}

void add_to(PoolItem*& list, PoolItem& item) {
  item.next = list;
  list = &item;
}

}  // namespace

void* PoolCell::get(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& pool = run.object<PoolState>(anchor_, at);
  run.step(me, OpKind::pool_get, &pool, at);
  PoolItem* taken = take_from(pool.newest);
  if (taken != nullptr) {
    run.acquire(me, taken->put, Edge::pool);
    add_to(pool.unused, *taken);
    run.changed(me);
  } else {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
  }
  run.record(me, taken != nullptr ? 1 : 0);
  return taken != nullptr ? taken->item : nullptr;
}

void PoolCell::put(void* item, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  auto& pool = run.object<PoolState>(anchor_, at);
  run.step(me, OpKind::pool_put, &pool, at);
  PoolItem* added = take_from(pool.unused);
  if (added == nullptr) {
    added = ::new (run.arena().take(sizeof(PoolItem), alignof(PoolItem))) PoolItem;
  }
  added->item = item;
  if (run.recorder() != nullptr) run.stuck().sent(&item, sizeof item);
  run.release(me, added->put);
  add_to(pool.newest, *added);
  run.changed(me);
  run.record(me);
}

}  // namespace heddle::detail
