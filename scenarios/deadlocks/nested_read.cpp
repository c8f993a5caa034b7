#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::nested_read {
namespace {

struct Store {
  RWMutex mu;
  Var<int> replicas{3};

  int count() {
    SharedLock hold(mu);
    return replicas.read();
  }
  int count_locked() { return replicas.read(); }
  void add() {
    Lock hold(mu);
    replicas.write(replicas.read() + 1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/nested_read",
    .story =
        "A reader that holds the read lock calls a function that takes it again. A writer "
        "that comes in between keeps new readers out, and waits for the old one. After "
        "CockroachDB's store (cockroach 3710).",
    .tags = "rwmutex goker",
    .expect = {Kind::deadlock},
    .body =
        [] {
          auto* store = make<Store>();
          auto* wg = make<WaitGroup>();
          wg->go([=] {
            SharedLock hold(store->mu);
            store->count();
          });
          wg->go([=] { store->add(); });
          wg->wait();
        },
    .fixed =
        [] {
          auto* store = make<Store>();
          auto* wg = make<WaitGroup>();
          wg->go([=] {
            SharedLock hold(store->mu);
            store->count_locked();
          });
          wg->go([=] { store->add(); });
          wg->wait();
        },
};

}  // namespace heddle::scenarios::deadlocks::nested_read
