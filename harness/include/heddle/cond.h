#pragma once

#include <heddle/here.h>
#include <heddle/mutex.h>
#include <heddle/object.h>

namespace heddle {

namespace detail {
struct Locker {
  void* lock;
  void (*acquire)(void* lock, Here at);
  void (*release)(void* lock, Here at);
};
}  // namespace detail

// Go's sync.Cond: wait() takes a ticket, unlocks, sleeps until told, locks again. A signal before
// the ticket is lost, one after it is not. signal() wakes the one that has waited longest. No
// spurious wake-ups. The lock may be any Lockable: Mutex, RWMutex, RWMutex::Reader.
class Cond {
 public:
  // The lock that wait() gives back and takes again; it must outlive the Cond.
  template <class Lockable>
  explicit Cond(Lockable& lockable)
      : locker_{&lockable, [](void* lock, Here at) { static_cast<Lockable*>(lock)->lock(at); },
                [](void* lock, Here at) { static_cast<Lockable*>(lock)->unlock(at); }} {}

  // Unlocks, waits until told, locks again. The caller must hold the lock; what it waits for has to
  // be looked at again in a loop, since others may come first.
  void wait(Here at = Here::current());
  // Wakes who has waited longest; nobody waits: nothing happens. Happens before the return of the
  // wait it ends. The lock need not be held.
  void signal(Here at = Here::current());
  // Wakes all who wait now. Happens before the return of each of their waits.
  void broadcast(Here at = Here::current());

 private:
  detail::Anchor anchor_;
  detail::Locker locker_;
};

}  // namespace heddle
