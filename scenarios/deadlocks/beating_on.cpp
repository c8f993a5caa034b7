#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::beating_on {
namespace {

using namespace std::chrono_literals;

struct Service {
  Chan<Unit> ready = make_chan<Unit>();
  Chan<Unit> stop = make_chan<Unit>();
  Atomic<int> beats{0};

  void beat() {
    Ticker ticker = new_ticker(1s);
    Defer stop_ticker([=] { ticker.stop(); });
    while (select({ticker.chan().on_recv(), stop.on_recv()}) == 0) beats.add(1);
  }
  void warm_up(bool tell_always) {
    const bool pages_found = choose(2) == 0;
    if (pages_found || tell_always) ready.close();
  }
};

void serve(bool tell_always) {
  auto* service = make<Service>();
  go("heart", [=] { service->beat(); });
  go("warm up", [=] { service->warm_up(tell_always); });
  service->ready.recv();
  service->stop.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/beating_on",
    .story =
        "A service waits until its pages are warm. When there are no pages to be found the warm-up "
        "says nothing and the service waits for ever; its heart beats on, so it looks alive "
        "from outside.",
    .tags = "channel ticker choose",
    .expect = {Kind::partial_deadlock},
    .body = [] { serve(false); },
    .fixed = [] { serve(true); },
    .limits = {.steps = 1000},
};

}  // namespace heddle::scenarios::deadlocks::beating_on
