#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::grpc_1424 {
namespace {

struct Connection {
  Mutex mu;
  Var<bool> torn_down{false};
};

struct ClientConn {
  Chan<int> addresses = make_chan<int>();  // as the balancer notifies them
  std::array<Connection, 2> connections{};

  void watch_balancer(Chan<Unit> done, bool repaired) {
    for ([[maybe_unused]] int address : addresses) {
      for (Connection& connection : connections) {
        Lock hold(connection.mu);
        connection.torn_down.write(true);
      }
    }
    if (repaired) done.close();
  }
  void dial(bool repaired) {
    Chan<Unit> done = make_chan<Unit>();
    go("watcher", [=, this] { watch_balancer(done, repaired); });
    done.recv();
  }
};

void test_dial(bool repaired) {
  auto* client = make<ClientConn>();
  go("test", [=] {
    go("dial", [=] { client->dial(repaired); });
    client->addresses.close();
  });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/grpc_1424",
    .story =
        "Dialling waits until the watcher of the balancer has seen the first addresses. The "
        "balancer closes its channel instead, and the watcher ends without a word.",
    .tags = "goker grpc blocking channel",
    .expect = {Kind::leak},
    .body = [] { test_dial(false); },
    .fixed = [] { test_dial(true); },
};

}  // namespace heddle::scenarios::goker::grpc_1424
