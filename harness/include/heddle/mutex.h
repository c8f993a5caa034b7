#pragma once

#include <heddle/here.h>
#include <heddle/object.h>

namespace heddle {

// Go's sync.Mutex; meets the standard's Lockable. Not re-entrant and without an owner: any
// goroutine may unlock. Any contender may get a released Mutex. Unlocking an unlocked Mutex ends
// the run with `unlock-unlocked` (it is fatal in Go, no panic).
class Mutex {
 public:
  // Waits until nobody holds it, then holds it. Happens after every earlier unlock.
  void lock(Here at = Here::current());
  // Takes it if it is free, and tells whether it did. Never waits; a failure gives no order.
  bool try_lock(Here at = Here::current());
  // Gives it back. Happens before every later lock.
  void unlock(Here at = Here::current());

 private:
  detail::Anchor anchor_;
};

// Go's sync.RWMutex; meets the standard's SharedLockable. A writer that waits keeps new readers
// out. On unlock all readers that wait at that moment go first; behind the last of them goes the
// first waiting writer. There is no upgrade: lock_shared then lock in one goroutine waits for ever.
class RWMutex {
 public:
  // To write: waits until nobody holds it in either way.
  void lock(Here at = Here::current());
  // To write: takes it if nobody holds it, and tells whether it did.
  bool try_lock(Here at = Here::current());
  // Ends the writer's hold. `unlock-unlocked` when there is none.
  void unlock(Here at = Here::current());

  // To read (Go's RLock): waits while a writer holds it or waits for it.
  void lock_shared(Here at = Here::current());
  // To read: takes it if no writer holds it or waits for it, and tells whether it did.
  bool try_lock_shared(Here at = Here::current());
  // Ends one reader's hold (Go's RUnlock). `unlock-unlocked` when there is none.
  void unlock_shared(Here at = Here::current());

  // The reading side as a Lockable of its own (Go's RLocker).
  class Reader {
   public:
    // The reading side of `mutex`, which must outlive it.
    explicit Reader(RWMutex& mutex) noexcept : mutex_(&mutex) {}
    // RWMutex::lock_shared().
    void lock(Here at = Here::current()) { mutex_->lock_shared(at); }
    // RWMutex::try_lock_shared().
    bool try_lock(Here at = Here::current()) { return mutex_->try_lock_shared(at); }
    // RWMutex::unlock_shared().
    void unlock(Here at = Here::current()) { mutex_->unlock_shared(at); }

   private:
    RWMutex* mutex_;
  };
  // The reading side, for a Cond or a lock that only knows Lockable.
  Reader reader() noexcept { return Reader(*this); }

 private:
  detail::Anchor anchor_;
};

// Holds a lock for a scope, with the caller's line in both operations (std::lock_guard works too,
// its lines have to be looked up).
template <class Lockable>
class [[nodiscard("a Lock that is not named unlocks at once")]] Lock {
 public:
  // Locks.
  explicit Lock(Lockable& lockable, Here at = Here::current()) : lockable_(lockable), at_(at) {
    lockable_.lock(at);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  // Unlocks.
  ~Lock() noexcept(false) { lockable_.unlock(at_); }

 private:
  Lockable& lockable_;
  Here at_;
};

// The same for the reading side of an RWMutex.
class [[nodiscard("a SharedLock that is not named unlocks at once")]] SharedLock {
 public:
  // Locks to read.
  explicit SharedLock(RWMutex& mutex, Here at = Here::current()) : mutex_(mutex), at_(at) {
    mutex_.lock_shared(at);
  }
  SharedLock(const SharedLock&) = delete;
  SharedLock& operator=(const SharedLock&) = delete;
  // Unlocks.
  ~SharedLock() noexcept(false) { mutex_.unlock_shared(at_); }

 private:
  RWMutex& mutex_;
  Here at_;
};

}  // namespace heddle
