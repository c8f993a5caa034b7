#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::goker::etcd_7492 {
namespace {

using namespace std::chrono_literals;

constexpr int users = 3;

struct TokenStore {
  RWMutex mu;
  Var<int> tokens{0};
  Chan<int> add = make_chan<int>(1);
  Chan<Chan<Unit>> stop = make_chan<Chan<Unit>>();

  void keep_alive() {
    Ticker ticker = new_ticker(1ns);
    Defer stop_ticker([=] { ticker.stop(); });
    int alive = 0;
    std::optional<Chan<Unit>> reply;
    for (;;) {
      switch (select({add.on_recv(), ticker.chan().on_recv(), stop.on_recv(reply)})) {
        case 0: ++alive; break;
        case 1:
          for (; alive > 0; --alive) remove();
          break;
        case 2: return reply->send({});
      }
    }
  }
  void remove() {
    Lock hold(mu);
    tokens.write(tokens.read() - 1);
  }
  void assign(int user, bool repaired) {
    mu.lock();
    tokens.write(tokens.read() + 1);
    if (repaired) mu.unlock();
    add.send(user);
    if (!repaired) mu.unlock();
  }
};

void authenticate(bool repaired) {
  auto* store = make<TokenStore>();
  go("keeper", [=] { store->keep_alive(); });
  auto* wg = make<WaitGroup>();
  for (int user = 0; user < users; ++user) wg->go([=] { store->assign(user, repaired); });
  wg->wait();
  Chan<Unit> reply = make_chan<Unit>();
  store->stop.send(reply);
  reply.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_7492",
    .story =
        "A new token is announced to the keeper of tokens while the store's lock is held. The "
        "keeper is just removing a token that is too old, for which it wants that lock, and "
        "does not listen.",
    .tags = "goker etcd blocking channel lock",
    .expect = {Kind::deadlock},
    .body = [] { authenticate(false); },
    .fixed = [] { authenticate(true); },
};

}  // namespace heddle::scenarios::goker::etcd_7492
