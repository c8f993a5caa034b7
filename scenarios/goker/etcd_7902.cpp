#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::etcd_7902 {
namespace {

constexpr int clients = 3;
constexpr int rounds = 2;

struct Election {
  Mutex mu;
  Var<Chan<Unit>> next{make_chan<Unit>()};
};

struct Client {
  Var<int>* index;  // the loop's variable, as all clients see it
  Var<Chan<Unit>> next{};

  void release(Election* election) {
    if (index->read() == 0) {
      election->next.read().close();
      election->next.write(make_chan<Unit>());
    }
    next.read().recv();
  }
  void run(Election* election) {
    for (int round = 0; round < rounds; ++round) {
      {
        Lock hold(election->mu);
        next.write(election->next.read());
      }
      Lock hold(election->mu);
      release(election);
    }
  }
};

void elect(Election* election) {
  std::array<Client*, clients> all{};
  auto* index = make<Var<int>>(0);
  for (int i = 0; i < clients; ++i) {
    index->write(i);
    all[static_cast<std::size_t>(i)] = make<Client>(index);
  }
  auto* wg = make<WaitGroup>();
  for (Client* client : all) wg->go([=] { client->run(election); });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_7902",
    .story =
        "In each round of an election followers wait until the leader, client 0, opens the "
        "next one. They wait with the lock that it needs; and as all clients share one index "
        "none of them even takes itself for the leader.",
    .tags = "goker etcd blocking channel lock",
    .expect = {Kind::leak},
    .body =
        [] {
          auto* election = make<Election>();
          go("runner", [=] { elect(election); });
        },
};

}  // namespace heddle::scenarios::goker::etcd_7902
