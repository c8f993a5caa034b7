#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::counted_goroutines {
namespace {

using namespace std::chrono_literals;

struct Server {
  Chan<int> requests = make_chan<int>(1);
  Chan<Unit> closing = make_chan<Unit>();

  void open() {
    go("listener", [this] {
      while (select({requests.on_recv(), closing.on_recv()}) == 0) log("request served");
    });
    go("flusher", [this] { closing.recv(); });
  }
  void close_listener() { closing.send({}); }
  void close_all() { closing.close(); }
};

// A goroutine may need a moment to end, so the test looks more than once.
bool back_to(int goroutines) {
  for (int look = 0; look < 5; ++look) {
    if (num_goroutine() <= goroutines) return true;
    sleep(10ms);
  }
  return false;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/counted_goroutines",
    .story =
        "A test counts the goroutines before a server is opened and after it was closed. The "
        "server runs two and tells only one of them to stop.",
    .tags = "channel select num-goroutine",
    .expect = {Kind::check_failed},
    .body =
        [] {
          const int before = num_goroutine();
          auto* server = make<Server>();
          server->open();
          server->requests.send(1);
          server->close_listener();
          check(back_to(before), "a closed server leaves no goroutine behind");
        },
    .fixed =
        [] {
          const int before = num_goroutine();
          auto* server = make<Server>();
          server->open();
          server->requests.send(1);
          server->close_all();
          check(back_to(before), "a closed server leaves no goroutine behind");
        },
};

}  // namespace heddle::scenarios::leaks::counted_goroutines
