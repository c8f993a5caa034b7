#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::goker::istio_17860 {
namespace {

using namespace std::chrono_literals;

struct Agent {
  Mutex mu;
  Var<int> epoch{0};
  Var<int> active{0};  // how many epochs run
  Chan<int> exited = make_chan<int>();

  void run(Context ctx) {
    for (;;) {
      std::optional<int> status;
      if (select({exited.on_recv(status), ctx.done().on_recv()}) == 1) return;
      Lock hold(mu);
      active.write(active.read() - 1);
      if (active.read() == 0) return;
    }
  }
  void restart(Context ctx, bool repaired) {
    Lock hold(mu);
    if (active.read() > 0) wait_until_live();
    epoch.write(epoch.read() + 1);
    active.write(active.read() + 1);
    go("proxy", [=, this, started = epoch.read()] { run_proxy(ctx, started, repaired); });
  }
  void wait_until_live() {
    Timer timeout = new_timer(100ns);
    Ticker poll = new_ticker(30ns);
    Defer stop_poll([=] { poll.stop(); });
    while (select({timeout.chan().on_recv(), poll.chan().on_recv()}) == 1) {
    }
  }
  void run_proxy(Context ctx, int started, bool repaired) {
    if (repaired) {
      select({exited.on_send(started), ctx.done().on_recv()});
    } else {
      exited.send(started);
    }
  }
};

void restart_twice(bool repaired) {
  auto [context, cancel] = with_cancel(background());
  Defer stop(cancel);
  auto* agent = make<Agent>();
  go("agent", [=, ctx = context] { agent->run(ctx); });
  agent->restart(context, repaired);
  go("restart", [=, ctx = context] { agent->restart(ctx, repaired); });
  sleep(200ns);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/istio_17860",
    .story =
        "Each proxy that an agent has started tells it when it exits. The agent ends with the "
        "first exit after which no proxy is left; one that is started just then, or exits "
        "when the agent has been cancelled, tells nobody.",
    .tags = "goker istio blocking channel",
    .expect = {Kind::leak},
    .body = [] { restart_twice(false); },
    .fixed = [] { restart_twice(true); },
};

}  // namespace heddle::scenarios::goker::istio_17860
