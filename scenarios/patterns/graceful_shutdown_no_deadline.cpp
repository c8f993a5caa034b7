#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::graceful_shutdown_no_deadline {
namespace {

using namespace std::chrono_literals;

struct Server {
  WaitGroup connections;

  void connect(Context ctx, RecvChan<int> peer) {
    connections.go([=] { select({peer.on_recv(), ctx.done().on_recv()}); });
  }
};

void run_server(bool with_deadline) {
  auto [ctx, cancel] = with_cancel(background());
  Defer stop(cancel);
  auto* server = make<Server>();
  Chan<int> lively = make_chan<int>(1);
  Chan<int> dead = make_chan<int>();
  server->connect(ctx, lively);
  server->connect(ctx, dead);
  lively.send(200);
  Timer deadline = new_timer(50ms);
  go("deadline", [=] {
    deadline.chan().recv();
    if (with_deadline) cancel();
  });
  server->connections.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/graceful_shutdown_no_deadline",
    .story =
        "Shutdown waits until the last connection is done. One of them belongs to a peer that "
        "vanished without a word, so the server never stops by itself.",
    .tags = "pattern waitgroup shutdown timeout",
    .expect = {Kind::deadlock},
    .body = [] { run_server(false); },
    .fixed = [] { run_server(true); },
};

}  // namespace heddle::scenarios::patterns::graceful_shutdown_no_deadline
