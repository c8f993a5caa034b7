#include <heddle/heddle.h>

namespace heddle::scenarios::goker::grpc_1460 {
namespace {

struct ClientTransport {
  explicit ClientTransport(int room) : awaken(make_chan<Unit>(room)) {}

  Mutex mu;
  Var<int> active_streams{0};
  Chan<Unit> awaken;

  void keepalive() {
    Lock hold(mu);
    if (active_streams.read() == 0) awaken.recv();
  }
  void keepalive_unlocked() {
    mu.lock();
    const bool dormant = active_streams.read() == 0;
    mu.unlock();
    if (dormant) awaken.recv();
  }
  void new_stream() {
    Lock hold(mu);
    active_streams.write(active_streams.read() + 1);
    if (active_streams.read() == 1) try_select({awaken.on_send({})});
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/grpc_1460",
    .story =
        "Without streams the keepalive loop sleeps until the first one awakens it. It sleeps "
        "with the transport's lock, and a new stream needs that lock first.",
    .tags = "goker grpc blocking channel lock",
    .expect = {Kind::leak},
    .body =
        [] {
          auto* transport = make<ClientTransport>(0);
          go("keepalive", [=] { transport->keepalive(); });
          go("stream", [=] { transport->new_stream(); });
        },
    .fixed =
        [] {
          auto* transport = make<ClientTransport>(1);  // or the awakening may come too early
          go("keepalive", [=] { transport->keepalive_unlocked(); });
          go("stream", [=] { transport->new_stream(); });
        },
};

}  // namespace heddle::scenarios::goker::grpc_1460
