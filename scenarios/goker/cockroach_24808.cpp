#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_24808 {
namespace {

struct Stopper {
  Chan<Unit> stopping = make_chan<Unit>();
  WaitGroup workers;

  void stop() {
    stopping.close();
    workers.wait();
  }
};

struct Compactor {
  Chan<Unit> wake = make_chan<Unit>(1);

  void start(Stopper* stopper, bool repaired) {
    // Whatever was suggested before the restart is to be looked at.
    if (repaired) {
      wake.try_send({});
    } else {
      wake.send({});
    }
    stopper->workers.go([this, stopping = stopper->stopping] {
      while (select({stopping.on_recv(), wake.on_recv()}) == 1) {
      }
    });
  }
};

void suggest_then_start(bool repaired) {
  auto* stopper = make<Stopper>();
  auto* compactor = make<Compactor>();
  compactor->wake.send({});
  compactor->start(stopper, repaired);
  stopper->stop();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_24808",
    .story =
        "A compactor wakes itself up when it is started, before it starts the worker that takes "
        "the message. If a suggestion is waiting already there is no room for a second one.",
    .tags = "goker cockroach blocking channel",
    .expect = {Kind::deadlock},
    .body = [] { suggest_then_start(false); },
    .fixed = [] { suggest_then_start(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_24808
