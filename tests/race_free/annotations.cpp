// Order of the program's own making, which it tells by the functions of
// <sanitizer/tsan_interface.h>. The atomics are relaxed: by themselves they order nothing.

#include <sanitizer/tsan_interface.h>

#include <atomic>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::annotations {
namespace {

// A lock that says so.
class OwnLock {
 public:
  OwnLock() { __tsan_mutex_create(this, __tsan_mutex_not_static); }
  ~OwnLock() { __tsan_mutex_destroy(this, __tsan_mutex_not_static); }
  OwnLock(const OwnLock&) = delete;
  OwnLock& operator=(const OwnLock&) = delete;

  void lock() {
    __tsan_mutex_pre_lock(this, 0);
    while (!taken(0, -1)) yield();
    __tsan_mutex_post_lock(this, 0, 0);
  }
  bool try_lock() {
    __tsan_mutex_pre_lock(this, __tsan_mutex_try_lock);
    const bool got = taken(0, -1);
    __tsan_mutex_post_lock(
        this, got ? __tsan_mutex_try_lock : __tsan_mutex_try_lock | __tsan_mutex_try_lock_failed,
        0);
    return got;
  }
  void unlock() {
    __tsan_mutex_pre_unlock(this, 0);
    readers_.store(0, std::memory_order_relaxed);
    __tsan_mutex_post_unlock(this, 0);
  }
  void lock_shared() {
    __tsan_mutex_pre_lock(this, __tsan_mutex_read_lock);
    for (;;) {
      const int readers = readers_.load(std::memory_order_relaxed);
      if (readers >= 0 && taken(readers, readers + 1)) break;
      yield();
    }
    __tsan_mutex_post_lock(this, __tsan_mutex_read_lock, 0);
  }
  void unlock_shared() {
    __tsan_mutex_pre_unlock(this, __tsan_mutex_read_lock);
    readers_.fetch_sub(1, std::memory_order_relaxed);
    __tsan_mutex_post_unlock(this, __tsan_mutex_read_lock);
  }

 private:
  bool taken(int from, int to) {
    return readers_.compare_exchange_strong(from, to, std::memory_order_relaxed);
  }
  std::atomic<int> readers_{0};  // -1: a writer
};

}  // namespace

constinit const Scenario own_lock{
    .name = "annotations/own_lock",
    .story = "A lock made of relaxed operations, annotated as one; two add under it, one tries.",
    .body =
        [] {
          auto* mu = make<OwnLock>();
          auto* cell = make<Cell>();
          for (int i = 0; i < 2; ++i) {
            go("adder", [=] {
              mu->lock();
              cell->add(1);
              mu->unlock();
            });
          }
          if (!mu->try_lock()) return;
          cell->add(1);
          mu->unlock();
        },
};

constinit const Scenario own_readers{
    .name = "annotations/own_readers",
    .story = "The same lock, read by two and written by one.",
    .body =
        [] {
          auto* mu = make<OwnLock>();
          auto* cell = make<Cell>();
          for (int i = 0; i < 2; ++i) {
            go("reader", [=] {
              mu->lock_shared();
              check(cell->read() < 2, "nobody but the writer adds");
              mu->unlock_shared();
            });
          }
          mu->lock();
          cell->add(1);
          mu->unlock();
        },
};

constinit const Scenario told{
    .name = "annotations/told",
    .story = "A flag is set relaxed; that it publishes the cell is said by release and acquire.",
    .body =
        [] {
          auto* cell = make<Cell>();
          auto* ready = make<std::atomic<bool>>(false);
          go("writer", [=] {
            cell->write(1);
            __tsan_release(ready);
            ready->store(true, std::memory_order_relaxed);
          });
          while (!ready->load(std::memory_order_relaxed)) yield();
          __tsan_acquire(ready);
          check(cell->read() == 1, "the flag is set last");
        },
};

constinit const Scenario fibers{
    .name = "annotations/fibers",
    .story =
        "A library with fibers of its own names them and switches between them; what its fibers "
        "do is done by the goroutine they run on. The rest of the header is called as well.",
    .body =
        [] {
          auto* mu = make<OwnLock>();
          auto* cell = make<Cell>();
          auto* done = make<WaitGroup>();
          done->go([=] {
            void* const own = __tsan_get_current_fiber();
            void* const fiber = __tsan_create_fiber(0);
            __tsan_set_fiber_name(fiber, "reader");
            cell->write(1);
            __tsan_switch_to_fiber(fiber, __tsan_switch_to_fiber_no_sync);
            check(cell->read() == 1, "one goroutine");
            __tsan_switch_to_fiber(own, 0);
            __tsan_destroy_fiber(fiber);
          });
          done->wait();
          void* const tag = __tsan_external_register_tag("cell");
          __tsan_external_register_header(tag, "a race on a cell");
          __tsan_external_assign_tag(cell, tag);
          mu->lock();
          __tsan_mutex_pre_signal(mu, 0);
          __tsan_mutex_post_signal(mu, 0);
          __tsan_mutex_pre_divert(mu, 0);
          __tsan_mutex_post_divert(mu, 0);
          __tsan_external_write(cell, __builtin_return_address(0), tag);
          __tsan_external_read(cell, __builtin_return_address(0), tag);
          mu->unlock();
          __tsan_flush_memory();
        },
};

}  // namespace heddle::race_free::annotations
