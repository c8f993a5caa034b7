#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_80284 {
namespace {

struct Connections {
  int open = 0;
};

// Gets credentials from a command, for every client that asks for them.
struct Authenticator {
  Mutex mu;
  Var<Connections*> on_rotate{nullptr};  // what new credentials close

  void update_transport(Connections* connections) { on_rotate.write(connections); }
  void update_transport_locked(Connections* connections) {
    Lock hold(mu);
    on_rotate.write(connections);
  }
};

void configure_clients(void (Authenticator::*update)(Connections*)) {
  auto* authenticator = make<Authenticator>();
  auto* wg = make<WaitGroup>();
  wg->add(2);
  for (int client = 0; client < 2; ++client) {
    go("client", [=] {
      Defer done([=] { wg->done(); });
      (authenticator->*update)(make<Connections>());
    });
  }
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_80284",
    .story =
        "Two clients of a cluster share one authenticator. Each tells it, in the same field and "
        "without a lock, what to do when the credentials change.",
    .tags = "goker kubernetes nonblocking data-race",
    .expect = {Kind::data_race},
    .body = [] { configure_clients(&Authenticator::update_transport); },
    .fixed = [] { configure_clients(&Authenticator::update_transport_locked); },
};

}  // namespace heddle::scenarios::goker::kubernetes_80284
