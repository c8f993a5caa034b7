#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_28462 {
namespace {

struct Container {
  Mutex mu;
  Chan<Unit> stop = make_chan<Unit>();  // of its health monitor

  void monitor() {
    for (int probes = 0; probes < 2; ++probes) {
      if (try_select({stop.on_recv()}) == 0) return;
      probe();
    }
    stop.recv();  // in place of further probes
  }
  void probe() { Lock hold(mu); }

  void stop_health_checks(bool waits) {
    Lock hold(mu);
    if (waits) {
      stop.send({});
    } else {
      stop.close();
    }
  }
};

void start_and_stop(bool waits) {
  auto* container = make<Container>();
  go("monitor", [=] { container->monitor(); });
  go("stopper", [=] { container->stop_health_checks(waits); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_28462",
    .story =
        "A container's health monitor is stopped by a send under the container's lock. A monitor "
        "that has just decided to do one more probe waits for that lock and does not receive.",
    .tags = "goker moby blocking channel mutex",
    .expect = {Kind::leak},
    .body = [] { start_and_stop(true); },
    .fixed = [] { start_and_stop(false); },
};

}  // namespace heddle::scenarios::goker::moby_28462
