#include <heddle/heddle.h>

#include <array>
#include <optional>

namespace heddle::scenarios::patterns::connection_pool {
namespace {

using namespace std::chrono_literals;

struct Connection {
  Atomic<int> users;
};

struct Pool {
  std::array<Connection, 2> connections;
  Chan<Connection*> free = make_chan<Connection*>(2);
  Pool() {
    for (Connection& connection : connections) free.send(&connection);
  }

  Error query(Context ctx) {
    std::optional<Connection*> mine;
    if (select({free.on_recv(mine), ctx.done().on_recv()}) == 1) return ctx.err();
    Defer put_back([&] { free.send(*mine); });
    check((*mine)->users.add(1) == 1, "a connection has one user at a time");
    sleep(5ms);
    (*mine)->users.add(-1);
    return {};
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/connection_pool",
    .story =
        "Three clients share two connections. A client takes a free one, waiting for it as long as "
        "its context is open, and puts it back; no connection ever has two users, and all come "
        "back.",
    .tags = "pattern channel context pool timeout",
    .body =
        [] {
          auto* pool = make<Pool>();
          auto* clients = make<WaitGroup>();
          for (int client = 0; client < 3; ++client) {
            clients->go([=] {
              auto [ctx, cancel] = with_timeout(background(), 50ms);
              Defer stop(cancel);
              const Error failed = pool->query(ctx);
              check(!failed || failed == deadline_exceeded, "a client is served or its time is up");
            });
          }
          clients->wait();
          check(pool->free.len() == 2, "every connection is back in the pool");
        },
};

}  // namespace heddle::scenarios::patterns::connection_pool
