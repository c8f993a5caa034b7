#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::graceful_shutdown {
namespace {

struct Server {
  Chan<int> requests = make_chan<int>();
  WaitGroup in_flight;
  Atomic<bool> database_open{true};
  Var<int> taken{0};
  Atomic<int> answered;

  void answer() {
    check(database_open.load(), "the database is open while requests are answered");
    answered.add(1);
  }
  void serve(Context stop) {
    std::optional<int> request;
    while (select({requests.on_recv(request), stop.done().on_recv()}) == 0) {
      taken.update([](int& n) { ++n; });
      in_flight.go([this] { answer(); });
    }
    in_flight.wait();
    database_open.store(false);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/graceful_shutdown",
    .story =
        "A server takes requests until it is told to terminate. Then it takes no more, answers "
        "those it has taken, and only after that closes its database.",
    .tags = "pattern signal context waitgroup shutdown",
    .body =
        [] {
          auto* server = make<Server>();
          auto [ctx, stop] = notify_context(background(), Signal::terminate);
          Defer end(stop);
          go("clients", [=] {
            for (int request = 0; request < 2; ++request) {
              if (select({server->requests.on_send(request), ctx.done().on_recv()}) == 1) return;
            }
          });
          go("operator", [] { raise(Signal::terminate); });
          server->serve(ctx);
          const int taken = server->taken.read();
          check(server->answered.load() == taken, "every request taken is answered");
        },
};

}  // namespace heddle::scenarios::patterns::graceful_shutdown
