#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_49404 {
namespace {

using namespace std::chrono_literals;

// A server with one connection, whose handler notes that it was called.
struct Server {
  WaitGroup connections;
  Var<bool> called{false};

  void serve() {
    connections.add(1);
    go("connection", [this] {
      called.write(true);
      connections.done();
    });
  }
};

void test_upgrade(bool waits) {
  auto* server = make<Server>();
  Chan<Unit> accepted = make_chan<Unit>();
  Defer look([=] {
    if (waits) {
      accepted.recv();
      server->connections.wait();
    }
    log(server->called.read() ? "called" : "not called");
  });
  go("server", [=] {
    server->serve();
    accepted.close();
  });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_49404",
    .story =
        "A test of the API aggregator's proxy starts a server and looks at once whether its "
        "handler was called. The handler says so from a goroutine of its own, which nobody waits "
        "for.",
    .tags = "goker kubernetes nonblocking data-race",
    .expect = {Kind::data_race},
    .body =
        [] {
          test_upgrade(false);
          sleep(10ms);
        },
    .fixed =
        [] {
          test_upgrade(true);
          sleep(10ms);
        },
};

}  // namespace heddle::scenarios::goker::kubernetes_49404
