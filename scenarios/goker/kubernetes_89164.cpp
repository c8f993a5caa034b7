#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::kubernetes_89164 {
namespace {

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

Cacher* new_cacher(void (Cacher::*dispatch)()) {
  auto* cacher = make<Cacher>();
  go("events", [=] { (cacher->*dispatch)(); });
  return cacher;
}

void test_bookmarks(void (Cacher::*dispatch)()) {
  Cacher* cacher = new_cacher(dispatch);
  for (int bookmark = 0; bookmark < 3; ++bookmark) {
    auto* wg = make<WaitGroup>();
    wg->add(1);
    go("bookmark", [=] {
      Defer done([=] { wg->done(); });
      (cacher->*dispatch)();
    });
    wg->wait();
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_89164",
    .story =
        "The API server's cache collects the watchers of an event in one buffer and walks through "
        "it without the lock. A test joins each of its own dispatchers before the next, and "
        "forgets the one that the cache has started itself.",
    .tags = "goker kubernetes nonblocking data-race rwmutex waitgroup",
    .expect = {Kind::data_race},
    .body = [] { test_bookmarks(&Cacher::dispatch); },
    .fixed = [] { test_bookmarks(&Cacher::dispatch_locked); },
};

}  // namespace heddle::scenarios::goker::kubernetes_89164
