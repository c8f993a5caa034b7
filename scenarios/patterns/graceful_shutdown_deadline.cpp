#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::graceful_shutdown_deadline {
namespace {

using namespace std::chrono_literals;

struct Server {
  WaitGroup connections;
  Atomic<int> finished;
  Atomic<int> cut_off;

  void connect(Context ctx, RecvChan<int> peer) {
    connections.go([=, this] {
      if (select({peer.on_recv(), ctx.done().on_recv()}) == 0) {
        finished.add(1);
      } else {
        cut_off.add(1);
      }
    });
  }
  void shut_down(Duration patience, CancelFunc cancel) {
    Chan<Unit> drained = make_chan<Unit>();
    go("drain", [=, this] {
      connections.wait();
      drained.close();
    });
    if (select({drained.on_recv(), after(patience).on_recv()}) == 0) return;
    cancel();
    drained.recv();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/graceful_shutdown_deadline",
    .story =
        "Shutdown waits for the connections, but not for ever: after its deadline it cancels those "
        "that are left, one of which has a peer that never answers. In the end no goroutine "
        "remains.",
    .tags = "pattern context waitgroup shutdown timeout",
    .body =
        [] {
          auto [ctx, cancel] = with_cancel(background());
          Defer stop(cancel);
          auto* server = make<Server>();
          Chan<int> lively = make_chan<int>(1);
          Chan<int> dead = make_chan<int>();
          server->connect(ctx, lively);
          server->connect(ctx, dead);
          lively.send(200);
          server->shut_down(50ms, cancel);
          const int cut_off = server->cut_off.load();
          check(cut_off >= 1, "the dead connection is cut off");
          check(server->finished.load() + cut_off == 2, "no connection remains");
        },
};

}  // namespace heddle::scenarios::patterns::graceful_shutdown_deadline
