#include <heddle/heddle.h>

namespace heddle::scenarios::goker::etcd_10492 {
namespace {

struct Lessor;
using Checkpointer = void (*)(Lessor*);

struct Lessor {
  RWMutex mu;
  Var<int> remaining{60};
  Var<int> checkpoints{0};
  Checkpointer checkpointer = nullptr;

  void checkpoint() {
    Lock hold(mu);
    checkpoints.write(checkpoints.read() + 1);
  }
  void renew(bool repaired) {
    mu.lock();
    bool locked = true;
    Defer unlock([&] {
      if (locked) mu.unlock();
    });
    if (repaired) {
      mu.unlock();
      locked = false;
    }
    checkpointer(this);
    if (!locked) {
      mu.lock();
      locked = true;
    }
    remaining.write(60);
  }
};

void renew_lease(bool repaired) {
  auto* lessor = make<Lessor>();
  lessor->checkpointer = [](Lessor* l) { l->checkpoint(); };
  lessor->renew(repaired);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_10492",
    .story =
        "A lease is renewed under the lessor's lock, and the renewal calls the function that "
        "stores a checkpoint, which takes the same lock.",
    .tags = "goker etcd blocking double-locking",
    .expect = {Kind::deadlock},
    .body = [] { renew_lease(false); },
    .fixed = [] { renew_lease(true); },
};

}  // namespace heddle::scenarios::goker::etcd_10492
