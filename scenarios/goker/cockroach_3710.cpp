#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_3710 {
namespace {

constexpr int replicas = 2;

struct Store {
  RWMutex mu;
  Var<int> raft_messages{0};
  Mutex queue;
  Var<int> queued{0};

  void force_log_scan(bool repaired) {
    SharedLock hold(mu);
    for (int replica = 0; replica < replicas; ++replica) maybe_add(repaired);
  }
  void maybe_add(bool repaired) {
    Lock hold(queue);
    const int behind = repaired ? raft_status_locked() : raft_status();
    queued.write(queued.read() + behind);
  }
  int raft_status() {
    SharedLock hold(mu);
    return raft_status_locked();
  }
  int raft_status_locked() { return raft_messages.read(); }

  void process_raft() {
    go("raft", [this] {
      Lock hold(mu);
      raft_messages.write(raft_messages.read() + 1);
    });
  }
};

void scan_while_raft_runs(bool repaired) {
  auto* store = make<Store>();
  go("scan", [=] { store->force_log_scan(repaired); });
  go("store", [=] { store->process_raft(); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_3710",
    .story =
        "A scan holds the store's read lock and asks each replica for its raft status, which "
        "takes the read lock once more. A raft message that comes in between waits for the "
        "write lock and keeps the second read out.",
    .tags = "goker cockroach blocking rwr-deadlock",
    .expect = {Kind::leak},
    .body = [] { scan_while_raft_runs(false); },
    .fixed = [] { scan_while_raft_runs(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_3710
