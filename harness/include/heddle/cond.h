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
  template <class Lockable>
  explicit Cond(Lockable& lockable)
      : locker_{&lockable, [](void* lock, Here at) { static_cast<Lockable*>(lock)->lock(at); },
                [](void* lock, Here at) { static_cast<Lockable*>(lock)->unlock(at); }} {}

  void wait(Here at = Here::current());
  void signal(Here at = Here::current());
  void broadcast(Here at = Here::current());

 private:
  detail::Anchor anchor_;
  detail::Locker locker_;
};

}  // namespace heddle
