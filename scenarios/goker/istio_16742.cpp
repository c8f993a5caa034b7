#include <heddle/heddle.h>

namespace heddle::scenarios::goker::istio_16742 {
namespace {

struct Connection {
  Var<int> labels{0};
};

struct Clients {
  RWMutex mu;
  Var<Connection*> connected{nullptr};  // a map in the original; here there is at most one

  void stream(bool repaired) {
    auto* connection = make<Connection>();
    if (repaired) {
      Lock hold(mu);
      connected.write(connection);
      connection->labels.read();
    } else {
      {
        Lock hold(mu);
        connected.write(connection);
      }
      connection->labels.read();
    }
  }
  void update_labels(bool repaired) {
    if (repaired) {
      Lock hold(mu);
      update_labels_locked();
    } else {
      SharedLock hold(mu);
      update_labels_locked();
    }
  }
  void update_labels_locked() {
    if (Connection* connection = connected.read()) connection->labels.write(7);
  }
};

void stream_while_updating(bool repaired) {
  auto* clients = make<Clients>();
  auto* wg = make<WaitGroup>();
  wg->go([=] {
    wg->go([=] { clients->stream(repaired); });
    wg->go([=] { clients->update_labels(repaired); });
  });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/istio_16742",
    .story =
        "A new connection is registered under the lock and then looks at its labels without "
        "it. An update writes the labels of whatever is registered, and only takes the read "
        "lock to do so.",
    .tags = "goker istio nonblocking data-race",
    .expect = {Kind::data_race},
    .body = [] { stream_while_updating(false); },
    .fixed = [] { stream_while_updating(true); },
};

}  // namespace heddle::scenarios::goker::istio_16742
