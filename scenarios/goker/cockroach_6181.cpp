#include <heddle/heddle.h>

#include <string>

namespace heddle::scenarios::goker::cockroach_6181 {
namespace {

constexpr int clients = 3;

struct RangeCache {
  RWMutex mu;
  Var<int> descriptors{1};

  std::string to_string() {
    SharedLock hold(mu);
    return to_string_locked();
  }
  std::string to_string_locked() { return std::to_string(descriptors.read()); }

  void look_up(bool repaired) {
    {
      SharedLock hold(mu);
      log(repaired ? to_string_locked() : to_string());
    }
    Lock hold(mu);
    descriptors.write(descriptors.read() + 1);
  }
};

void look_up_together(RangeCache* cache, bool repaired) {
  auto* wg = make<WaitGroup>();
  for (int client = 0; client < clients; ++client) {
    wg->add(1);
    go("client", [=] {
      cache->look_up(repaired);
      wg->done();
    });
  }
  wg->wait();
}

void test_cache(bool repaired) {
  auto* cache = make<RangeCache>();
  go("test", [=] { look_up_together(cache, repaired); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_6181",
    .story =
        "A look-up prints the cache under the read lock, and printing takes the read lock "
        "again. Another one that has read already and waits to write keeps the second read "
        "out, and waits for the first.",
    .tags = "goker cockroach blocking rwr-deadlock",
    .expect = {Kind::leak},
    .body = [] { test_cache(false); },
    .fixed = [] { test_cache(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_6181
