#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::locked_twice {
namespace {

struct Cache {
  static constexpr int room = 2;
  Mutex mu;
  Var<int> entries{0};
  WaitGroup writers;

  void put() {
    Lock hold(mu);
    if (entries.read() == room) evict();
    entries.write(entries.read() + 1);
  }
  void evict() {
    Lock hold(mu);
    evict_locked();
  }
  void put_with_lock() {
    Lock hold(mu);
    if (entries.read() == room) evict_locked();
    entries.write(entries.read() + 1);
  }
  void evict_locked() { entries.write(entries.read() - 1); }
};

void fill(void (Cache::*put)()) {
  auto* cache = make<Cache>();
  for (int writer = 0; writer <= Cache::room; ++writer) {
    cache->writers.go([=] { (cache->*put)(); });
  }
  cache->writers.wait();
  check(cache->entries.read() == Cache::room, "the cache is full and no fuller");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/locked_twice",
    .story =
        "A full cache makes room by calling its own evict, which is meant for the outside and "
        "takes the lock that the caller holds already. A mutex does not know who holds it: the "
        "caller waits for itself.",
    .tags = "mutex waitgroup",
    .expect = {Kind::deadlock},
    .body = [] { fill(&Cache::put); },
    .fixed = [] { fill(&Cache::put_with_lock); },
};

}  // namespace heddle::scenarios::deadlocks::locked_twice
