#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::goker::istio_16224 {
namespace {

struct ConfigStore {
  explicit ConfigStore(bool correct) : repaired(correct) {}
  const bool repaired;
  Chan<int> events = make_chan<int>();
  Chan<Unit> stop = make_chan<Unit>();
  Mutex mu;
  Var<int> handled{0};
  Chan<Unit> done = make_chan<Unit>();

  void handle(int event) {
    mu.lock();
    handled.write(event);
    if (repaired) mu.unlock();
    done.send({});
    if (!repaired) mu.unlock();
  }
  void monitor() {
    for (;;) {
      std::optional<int> event;
      switch (select({stop.on_recv(), events.on_recv(event)})) {
        case 0: return close_events();
        case 1: handle(*event); break;
      }
    }
  }
  void close_events() {
    if (repaired ? events.try_recv().value.has_value() : events.recv().has_value()) events.close();
  }
};

void handle_one_event(bool repaired) {
  auto* store = make<ConfigStore>(repaired);
  go("monitor", [=] { store->monitor(); });
  store->events.send(1);
  {
    Lock hold(store->mu);
    store->handled.read();
  }
  store->done.recv();
  store->stop.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/istio_16224",
    .story =
        "The handler of a configuration event tells that it is done with its lock held, and "
        "who waits for that looks at the result first, under the lock. If all goes well the "
        "monitor, told to stop, waits for one more event.",
    .tags = "goker istio blocking channel lock",
    .expect = {Kind::deadlock, Kind::leak},
    .body = [] { handle_one_event(false); },
    .fixed = [] { handle_one_event(true); },
};

}  // namespace heddle::scenarios::goker::istio_16224
