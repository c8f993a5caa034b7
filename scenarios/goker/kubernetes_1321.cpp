#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_1321 {
namespace {

struct Watcher {
  Chan<Unit> result = make_chan<Unit>();
  Chan<Unit> stopped = make_chan<Unit>();
};

// Hands every event to all watchers; here there is at most one.
struct Mux {
  Mutex lock;
  Mutex table;
  Var<Watcher*> watcher{nullptr};

  Watcher* watch() {
    auto* added = make<Watcher>();
    Lock hold(table);
    watcher.write(added);
    return added;
  }
  void stop(Watcher* stopping, bool announced) {
    if (announced) stopping->stopped.close();
    Lock hold(lock);
    watcher.write(nullptr);
    stopping->result.close();
  }
  void distribute(bool gives_up_on_stopped) {
    Lock hold(lock);
    Lock hold_table(table);
    Watcher* to = watcher.read();
    if (to == nullptr) return;
    if (gives_up_on_stopped) {
      select({to->result.on_send({}), to->stopped.on_recv()});
    } else {
      to->result.send({});
    }
  }
};

void watch_and_stop(bool announced) {
  go("client", [=] {
    auto* mux = make<Mux>();
    go("distributor", [=] {
      for (int event = 0; event < 2; ++event) mux->distribute(announced);
    });
    mux->stop(mux->watch(), announced);
  });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_1321",
    .story =
        "A watch multiplexer sends events to its watchers under its lock, and a watcher that "
        "wants to stop has to take that lock first. An event that comes in between finds nobody "
        "who receives it, and the watcher never gets to stop.",
    .tags = "goker kubernetes blocking channel mutex",
    .expect = {Kind::leak},
    .body = [] { watch_and_stop(false); },
    .fixed = [] { watch_and_stop(true); },  // a watcher says that it stops before it asks
};

}  // namespace heddle::scenarios::goker::kubernetes_1321
