#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::crossed_locks {
namespace {

struct Tables {
  Mutex names;
  Mutex leases;
  Var<int> entries{2};

  void look_up() {
    Lock by_name(names);
    Lock lease(leases);
    entries.read();
  }
  void expire_lease_first() {
    Lock lease(leases);
    Lock by_name(names);
    entries.write(entries.read() - 1);
  }
  void expire_name_first() {
    Lock by_name(names);
    Lock lease(leases);
    entries.write(entries.read() - 1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/crossed_locks",
    .story =
        "A look-up takes the name cache and then the lease, an expiry the lease and then the "
        "name cache. After CockroachDB's table leases (cockroach 7504).",
    .tags = "mutex lock-order goker",
    .expect = {Kind::deadlock},
    .body =
        [] {
          auto* tables = make<Tables>();
          auto* wg = make<WaitGroup>();
          wg->go([=] { tables->look_up(); });
          wg->go([=] { tables->expire_lease_first(); });
          wg->wait();
        },
    .fixed =
        [] {
          auto* tables = make<Tables>();
          auto* wg = make<WaitGroup>();
          wg->go([=] { tables->look_up(); });
          wg->go([=] { tables->expire_name_first(); });
          wg->wait();
        },
};

}  // namespace heddle::scenarios::deadlocks::crossed_locks
