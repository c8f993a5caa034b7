#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::kubernetes_77796 {
namespace {

using namespace std::chrono_literals;

struct Watchers {
  std::array<int, 2> ids{};
  int count = 0;
};

struct Cacher {
  RWMutex mu;
  Var<Watchers> buffer;

  // Collects in the buffer who is to get an event, and then goes through it.
  void dispatch() {
    {
      Lock hold(mu);
      buffer.update([](Watchers& watchers) { watchers.count = 0; });
    }
    deliver(buffer.read());
  }
  void dispatch_locked() {
    Lock hold(mu);
    buffer.update([](Watchers& watchers) { watchers.count = 0; });
    deliver(buffer.read());
  }
  static void deliver(const Watchers& watchers) { check(watchers.count == 0, "nobody watches"); }
};

void bookmark(void (Cacher::*dispatch)()) {
  auto* cacher = make<Cacher>();
  go("events", [=] { (cacher->*dispatch)(); });
  for (int timeout = 0; timeout < 3; ++timeout) {
    go("bookmark", [=] { (cacher->*dispatch)(); });
    sleep(10ms);
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_77796",
    .story =
        "The API server's cache collects the watchers of an event in one buffer under its lock "
        "and then walks through it without. The dispatchers come ten milliseconds apart, which "
        "orders nothing.",
    .tags = "goker kubernetes nonblocking data-race rwmutex",
    .expect = {Kind::data_race},
    .body = [] { bookmark(&Cacher::dispatch); },
    .fixed = [] { bookmark(&Cacher::dispatch_locked); },
};

}  // namespace heddle::scenarios::goker::kubernetes_77796
