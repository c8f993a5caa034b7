#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::connection_pool_put_back_twice {
namespace {

struct Pool {
  Chan<int> free = make_chan<int>(2);
  Atomic<int> users;
  Pool() { free.send(1); }

  void query(bool fails, bool put_back_twice) {
    const int mine = *free.recv();
    check(users.add(1) == 1, "a connection has one user at a time");
    users.add(-1);
    if (fails && put_back_twice) free.send(mine);
    free.send(mine);
  }
};

void run_clients(bool put_back_twice) {
  auto* pool = make<Pool>();
  auto* clients = make<WaitGroup>();
  for (bool fails : {true, false, false}) {
    clients->go([=] { pool->query(fails, put_back_twice); });
  }
  clients->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/connection_pool_put_back_twice",
    .story =
        "A query that fails puts its connection back at once, and the clean-up at the end puts it "
        "back again. Two clients then talk over the only connection there is.",
    .tags = "pattern channel pool error",
    .expect = {Kind::check_failed},
    .body = [] { run_clients(true); },
    .fixed = [] { run_clients(false); },
};

}  // namespace heddle::scenarios::patterns::connection_pool_put_back_twice
