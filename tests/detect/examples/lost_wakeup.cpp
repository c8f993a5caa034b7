#include "examples.h"

namespace heddle::examples {
namespace {

struct Door {
  Mutex mu;
  Cond opened{mu};
  Atomic<bool> open{false};
};

}  // namespace

constinit const Scenario lost_wakeup{
    .name = "lost_wakeup",
    .expect = {Kind::lost_wakeup},
    .body =
        [] {
          auto* door = make<Door>();
          go("visitor", [=] {
            if (door->open.load()) return;
            Lock hold(door->mu);
            door->opened.wait();
          });
          door->open.store(true);
          door->opened.signal();
        },
};

}  // namespace heddle::examples
