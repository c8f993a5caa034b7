#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_1462 {
namespace {

constexpr int burst = 3;  // events without end in the original

struct Stopper {
  Mutex mu;
  Cond drained{mu};
  Var<int> tasks{0};
  Var<bool> quiescing{false};
  Chan<Unit> stopping = make_chan<Unit>();
  Chan<Unit> stopped = make_chan<Unit>();
  WaitGroup workers;

  void quiesce() {
    Lock hold(mu);
    quiescing.write(true);
    while (tasks.read() > 0) drained.wait();
  }
  void stop() {
    quiesce();
    stopping.close();
    workers.wait();
    stopped.close();
  }
};

void feed(Stopper* stopper, Chan<int> events, bool repaired) {
  for (int event = 0; event < burst; ++event) {
    if (stopper->stopping.try_recv()) return;
    if (!repaired) {
      events.send(event);
    } else if (select({events.on_send(event), stopper->stopping.on_recv()}) == 1) {
      return;
    }
  }
}

void consume(Stopper* stopper, Chan<int> events) {
  while (select({events.on_recv(), stopper->stopping.on_recv()}) == 0) {
  }
}

void stop_under_load(bool repaired) {
  auto* stopper = make<Stopper>();
  Chan<int> events = make_chan<int>();
  stopper->workers.go([=] { feed(stopper, events, repaired); });
  stopper->workers.go([=] { consume(stopper, events); });
  stopper->stop();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_1462",
    .story =
        "A feed looks whether it should stop and then sends the next event, whatever happens "
        "meanwhile. Its consumer stops first, the send finds nobody, and the stopper waits for "
        "both.",
    .tags = "goker cockroach blocking channel waitgroup",
    .expect = {Kind::deadlock},
    .body = [] { stop_under_load(false); },
    .fixed = [] { stop_under_load(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_1462
