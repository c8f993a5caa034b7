#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::heartbeat {
namespace {

using namespace std::chrono_literals;

struct Worker {
  Chan<Unit> pulse = make_chan<Unit>(1);
  Chan<int> results = make_chan<int>();

  void run() const {
    Ticker ticker = new_ticker(10ms);
    Defer end([=, this] {
      ticker.stop();
      results.close();
    });
    Chan<Unit> beat = pulse;
    for (int result = 1; result <= 2; ++result) {
      Timer work = new_timer(15ms);
      for (bool busy = true; busy;) {
        switch (select({work.chan().on_recv(), ticker.chan().on_recv()})) {
          case 0: busy = false; break;
          case 1: beat.try_send({}); break;
        }
      }
      results.send(result);
    }
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/heartbeat",
    .story =
        "A worker sends its results and, every ten milliseconds, a heartbeat if somebody is there "
        "to feel it. The monitor takes both, and would report a worker that is silent for long.",
    .tags = "pattern channel select ticker heartbeat",
    .body =
        [] {
          auto* worker = make<Worker>();
          go("worker", [=] { worker->run(); });
          int last = 0;
          for (;;) {
            std::optional<int> result;
            Timer silence = new_timer(1h);
            const int what = select({worker->results.on_recv(result), worker->pulse.on_recv(),
                                     silence.chan().on_recv()});
            silence.stop();
            if (what == 1) continue;
            if (what == 2) log("the worker is silent");
            if (what == 0 && !result) break;
            if (result) check(*result == ++last, "results come in order");
          }
          check(last == 2, "every result arrives");
        },
};

}  // namespace heddle::scenarios::patterns::heartbeat
