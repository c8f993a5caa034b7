#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::signal_without_lock {
namespace {

struct Door {
  Mutex mu;
  Cond opened{mu};
  Atomic<bool> open{false};

  void enter() {
    Lock hold(mu);
    while (!open.load()) opened.wait();
  }
  void let_in_without_lock() {
    open.store(true);
    opened.broadcast();
  }
  void let_in() {
    Lock hold(mu);
    open.store(true);
    opened.broadcast();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/signal_without_lock",
    .story =
        "A guest looks under the lock whether the door is open, and waits. The flag is atomic, "
        "so the porter spares the lock: door and call may both come between the guest's look "
        "and the wait.",
    .tags = "cond atomic lost-wakeup",
    .expect = {Kind::lost_wakeup},
    .body =
        [] {
          auto* door = make<Door>();
          go("porter", [=] { door->let_in_without_lock(); });
          door->enter();
        },
    .fixed =
        [] {
          auto* door = make<Door>();
          go("porter", [=] { door->let_in(); });
          door->enter();
        },
};

}  // namespace heddle::scenarios::deadlocks::signal_without_lock
