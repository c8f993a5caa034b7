#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::wrong_one_woken {
namespace {

enum class Wake { one, all };

// A box for one parcel. Who brings and who fetches wait on the same Cond.
struct Box {
  Mutex mu;
  Cond changed{mu};
  Var<bool> full{false};
  Wake wake;

  void move(bool bring) {
    Lock hold(mu);
    while (full.read() == bring) changed.wait();
    full.write(bring);
    if (wake == Wake::one) {
      changed.signal();
    } else {
      changed.broadcast();
    }
  }
};

void deliver(Wake wake) {
  auto* box = make<Box>();
  box->wake = wake;
  go("neighbour", [=] { box->move(false); });
  go("neighbour", [=] { box->move(false); });
  for (int parcel = 0; parcel < 2; ++parcel) box->move(true);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/wrong_one_woken",
    .story =
        "A parcel box wakes one waiter for each change. When the postman waits for the box to be "
        "emptied, the call may go to a neighbour who waits for it to be filled, and both sleep "
        "on.",
    .tags = "cond mutex signal",
    .expect = {Kind::deadlock},
    .body = [] { deliver(Wake::one); },
    .fixed = [] { deliver(Wake::all); },
};

}  // namespace heddle::scenarios::deadlocks::wrong_one_woken
