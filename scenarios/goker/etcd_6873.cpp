#include <heddle/heddle.h>

namespace heddle::scenarios::goker::etcd_6873 {
namespace {

struct WatchBroadcasts {
  Mutex mu;
  Var<int> coalesced{0};
  Chan<int> updates = make_chan<int>(1);
  Chan<Unit> done = make_chan<Unit>();

  void run() {
    for (int broadcast : updates) {
      Lock hold(mu);
      coalesced.write(coalesced.read() + broadcast);
    }
    done.close();
  }
  void update(int broadcast) { try_select({updates.on_send(broadcast)}); }
  void stop(bool repaired) {
    mu.lock();
    updates.close();
    if (repaired) {
      mu.unlock();
      done.recv();
    } else {
      done.recv();
      mu.unlock();
    }
  }
};

void update_and_stop(bool repaired) {
  auto* broadcasts = make<WatchBroadcasts>();
  go("coalesce", [=] { broadcasts->run(); });
  broadcasts->update(1);
  go("stop", [=] { broadcasts->stop(repaired); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_6873",
    .story =
        "A proxy that stops holds its lock while it waits for the goroutine that coalesces "
        "broadcasts. That one still has an update to handle and wants the lock.",
    .tags = "goker etcd blocking channel lock",
    .expect = {Kind::leak},
    .body = [] { update_and_stop(false); },
    .fixed = [] { update_and_stop(true); },
};

}  // namespace heddle::scenarios::goker::etcd_6873
