#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::dropped_stop {
namespace {

using namespace std::chrono_literals;

void beat_until(RecvChan<Unit> stop, Atomic<int>* beats) {
  Ticker ticker = new_ticker(1ms);
  Defer stop_ticker([=] { ticker.stop(); });
  for (;;) {
    switch (select({ticker.chan().on_recv(), stop.on_recv()})) {
      case 0: beats->add(1); break;
      case 1: return;
    }
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/dropped_stop",
    .story =
        "Stop is told to a heartbeat by a send that does not wait. While the heart is busy "
        "with a beat nobody takes the message, and the heart beats for ever.",
    .tags = "channel ticker select",
    .expect = {Kind::leak},
    .body =
        [] {
          Chan<Unit> stop = make_chan<Unit>();
          auto* beats = make<Atomic<int>>(0);
          go("heart", [=] { beat_until(stop, beats); });
          sleep(3ms);
          stop.try_send({});
        },
    .fixed =
        [] {
          Chan<Unit> stop = make_chan<Unit>();
          auto* beats = make<Atomic<int>>(0);
          go("heart", [=] { beat_until(stop, beats); });
          sleep(3ms);
          stop.close();
        },
    .limits = {.drain_steps = 500},
};

}  // namespace heddle::scenarios::leaks::dropped_stop
