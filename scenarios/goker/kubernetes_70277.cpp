#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_70277 {
namespace {

using namespace std::chrono_literals;

// Ticks on the channel until the time is over or nobody is interested any more.
RecvChan<Unit> poll(Duration interval, Duration timeout, RecvChan<Unit> done) {
  Chan<Unit> ticks = make_chan<Unit>();
  go("poller", [=] {
    Defer close_ticks([=] { ticks.close(); });
    Ticker ticker = new_ticker(interval);
    Defer stop_ticker([=] { ticker.stop(); });
    RecvChan<Time> timed_out = after(timeout);
    for (;;) {
      switch (select({ticker.chan().on_recv(), timed_out.on_recv(), done.on_recv()})) {
        case 0: ticks.try_send({}); break;
        default: return;
      }
    }
  });
  return ticks;
}

// What the poller was told to look at; true when the wait was over before it.
struct Waited {
  RecvChan<Unit> poller_done;
  bool over;
};
// 20 s in the original: fewer ticks do the same.
constexpr Duration timeout = 20ms;

Waited wait_for(RecvChan<Unit> done) { return {done, poll(1ms, timeout, done).recv().has_value()}; }
Waited wait_for_and_stop() {
  Chan<Unit> stop = make_chan<Unit>();
  Defer tell([=] { stop.close(); });
  return {stop, poll(1ms, timeout, stop).recv().has_value()};
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_70277",
    .story =
        "A helper waits for a condition that a poller ticks for. It should tell the poller when "
        "the wait is over, but hands it the caller's own stop channel, which the caller closes "
        "last: the poller ticks on, and the caller waits for itself.",
    .tags = "goker kubernetes blocking channel ticker",
    .expect = {Kind::deadlock},
    .body =
        [] {
          Chan<Unit> stop = make_chan<Unit>();
          Defer end([=] { stop.close(); });
          Waited waited = wait_for(stop);
          check(waited.over, "the poller has ticked");
          waited.poller_done.recv();
        },
    .fixed =
        [] {
          Waited waited = wait_for_and_stop();
          check(waited.over, "the poller has ticked");
          waited.poller_done.recv();
        },
};

}  // namespace heddle::scenarios::goker::kubernetes_70277
