#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::connection_pool_lost_on_error {
namespace {

struct Pool {
  Chan<int> free = make_chan<int>(2);
  Pool() {
    for (int connection = 0; connection < 2; ++connection) free.send(connection);
  }

  void query(bool fails, bool always_put_back) {
    const int mine = *free.recv();
    if (fails && !always_put_back) return;
    free.send(mine);
  }
};

void run_clients(bool always_put_back) {
  auto* pool = make<Pool>();
  auto* clients = make<WaitGroup>();
  for (bool fails : {true, false, true}) {
    clients->go([=] { pool->query(fails, always_put_back); });
  }
  clients->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/connection_pool_lost_on_error",
    .story =
        "A query that fails returns without putting its connection back. The pool runs dry, and "
        "the next client waits for a connection that nobody holds any more.",
    .tags = "pattern channel pool error",
    .expect = {Kind::deadlock},
    .body = [] { run_clients(false); },
    .fixed = [] { run_clients(true); },
};

}  // namespace heddle::scenarios::patterns::connection_pool_lost_on_error
