#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::graceful_shutdown_counted_too_late {
namespace {

struct Server {
  WaitGroup in_flight;
  Atomic<bool> database_open{true};

  void answer() { check(database_open.load(), "the database is open during a request"); }
  void take_request(bool count_first) {
    if (count_first) in_flight.add(1);
    go("request", [=, this] {
      if (!count_first) in_flight.add(1);
      answer();
      in_flight.done();
    });
  }
  void shut_down() {
    in_flight.wait();
    database_open.store(false);
  }
};

void run_server(bool count_first) {
  auto* server = make<Server>();
  server->take_request(count_first);
  server->shut_down();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/graceful_shutdown_counted_too_late",
    .story =
        "A request counts itself when its goroutine begins to run. Shutdown, which waits for the "
        "count to be zero, may come before that, and closes the database under the request's feet.",
    .tags = "pattern waitgroup shutdown",
    .expect = {Kind::check_failed, Kind::waitgroup_misuse},
    .body = [] { run_server(false); },
    .fixed = [] { run_server(true); },
};

}  // namespace heddle::scenarios::patterns::graceful_shutdown_counted_too_late
