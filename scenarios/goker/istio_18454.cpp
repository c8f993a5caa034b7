#include <heddle/heddle.h>

namespace heddle::scenarios::goker::istio_18454 {
namespace {

using namespace std::chrono_literals;

constexpr int event_count = 4;

// Publishes a while after the last change.
struct Strategy {
  explicit Strategy(bool correct) : repaired(correct) {}
  const bool repaired;
  Mutex mu;
  Var<bool> started{false};
  Timer timer;
  Chan<Unit> reset = make_chan<Unit>(1);
  WithCancel worker = with_cancel(background());

  void on_change() {
    {
      Lock hold(mu);
      if (!started.read()) {
        started.write(true);
        timer = new_timer(1ns);
        return go("timer", [this] { wait_for_quiet(); });
      }
    }
    reset.send({});
  }
  void wait_for_quiet() {
    for (;;) {
      switch (select({timer.chan().on_recv(), reset.on_recv(), worker.context.done().on_recv()})) {
        case 0: break;  // publishes
        case 1:
          if (!timer.stop()) drain();
          timer.reset(1ns);
          break;
        case 2: return;
      }
    }
  }
  void drain() {
    if (repaired) {
      timer.chan().try_recv();
    } else {
      timer.chan().recv();
    }
  }
};

void process(Context ctx, RecvChan<int> events, Strategy* strategy) {
  for (;;) {
    switch (select({ctx.done().on_recv(), events.on_recv()})) {
      case 0: return strategy->worker.cancel();
      case 1: strategy->on_change(); break;
    }
  }
}

void publish_changes(bool repaired) {
  Chan<int> events = make_chan<int>(event_count);
  for (int event = 0; event < event_count; ++event) events.send(event);
  auto* strategy = make<Strategy>(repaired);
  auto [context, cancel] = with_cancel(background());
  go("processor", [=, ctx = context] { process(ctx, events, strategy); });
  cancel();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/istio_18454",
    .story =
        "A timer is reset by the book: if it could not be stopped, take its value first. But "
        "its own loop has taken the value already, and waits for a second one.",
    .tags = "goker istio blocking channel context",
    .expect = {Kind::leak},
    .body = [] { publish_changes(false); },
    .fixed = [] { publish_changes(true); },
};

}  // namespace heddle::scenarios::goker::istio_18454
