#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_7504 {
namespace {

struct Lease {
  Mutex mu;
  Var<int> users{0};
};

struct LeaseManager {
  Lease lease;  // of table 0, known to both caches
  Mutex names;
  Var<bool> named{true};
  Mutex table;
  Var<bool> active{true};

  void get_by_name() {
    Lock by_name(names);
    if (!named.read()) return;
    Lock hold(lease.mu);
    lease.users.write(lease.users.read() + 1);
  }
  void purge_old_leases(bool repaired) {
    Lock by_table(table);
    if (!active.read()) return;
    if (repaired) {
      active.write(false);
      remove_name();
      Lock hold(lease.mu);
      lease.users.write(0);
    } else {
      Lock hold(lease.mu);
      lease.users.write(0);
      active.write(false);
      remove_name();
    }
  }
  void remove_name() {
    Lock by_name(names);
    named.write(false);
  }
};

void look_up_while_purging(bool repaired) {
  auto* manager = make<LeaseManager>();
  auto* wg = make<WaitGroup>();
  wg->go([=] { manager->get_by_name(); });
  wg->go([=] { manager->purge_old_leases(repaired); });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_7504",
    .story =
        "A table is looked up by name: name cache first, then its lease. A purge of old leases "
        "locks the lease and then wants to take it out of the name cache.",
    .tags = "goker cockroach blocking ab-ba-deadlock",
    .expect = {Kind::deadlock},
    .body = [] { look_up_while_purging(false); },
    .fixed = [] { look_up_while_purging(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_7504
