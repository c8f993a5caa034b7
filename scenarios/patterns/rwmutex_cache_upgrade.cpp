#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::rwmutex_cache_upgrade {
namespace {

struct Cache {
  RWMutex mu;
  Var<int> rate{0};

  void fill() {
    Lock hold(mu);
    if (rate.read() == 0) rate.write(110);
  }
  int get(bool let_go_first) {
    mu.lock_shared();
    int known = rate.read();
    if (known == 0 && !let_go_first) {
      fill();
      known = rate.read();
    }
    mu.unlock_shared();
    if (known != 0) return known;
    fill();
    SharedLock hold(mu);
    return rate.read();
  }
};

void use_cache(bool let_go_first) {
  auto* cache = make<Cache>();
  auto* users = make<WaitGroup>();
  users->go([=] { cache->fill(); });
  users->go([=] { check(cache->get(let_go_first) == 110, "everybody gets the rate"); });
  users->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rwmutex_cache_upgrade",
    .story =
        "On a miss the writing lock is asked for while the reading lock is still held. An RWMutex "
        "knows no upgrade: the writer waits until all readers are gone, and one of them is itself.",
    .tags = "pattern rwmutex cache upgrade",
    .expect = {Kind::deadlock},
    .body = [] { use_cache(false); },
    .fixed = [] { use_cache(true); },
};

}  // namespace heddle::scenarios::patterns::rwmutex_cache_upgrade
