#include <heddle/heddle.h>

namespace heddle::scenarios::channels::stopped_before_start {
namespace {

struct Server {
  Mutex mu;
  Var<Chan<Unit>> quit;

  void start() {
    Lock hold(mu);
    if (quit.read().is_nil()) quit.write(make_chan<Unit>());
  }
  void stop() {
    Lock hold(mu);
    quit.read().close();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/stopped_before_start",
    .story =
        "Start makes the channel that Stop closes. A server that is stopped before its "
        "goroutine got round to starting it closes a nil channel.",
    .tags = "channel mutex",
    .expect = {Kind::close_nil},
    .body =
        [] {
          auto* server = make<Server>();
          go("server", [=] { server->start(); });
          server->stop();
        },
    .fixed =
        [] {
          auto* server = make<Server>();
          server->quit.write(make_chan<Unit>());  // made by whoever makes the server
          go("server", [=] { server->start(); });
          server->stop();
        },
};

}  // namespace heddle::scenarios::channels::stopped_before_start
