#include <heddle/heddle.h>

namespace heddle::scenarios::goker::istio_8144 {
namespace {

struct Cache {
  explicit Cache(bool correct) : repaired(correct) {}
  const bool repaired;
  Map<int, int> entries;
  Var<int> evictions{0};  // counted by the test's callback
  Mutex mu;               // taken by the repaired twin only

  void evict() {
    entries.range([this](int, int) { count(); });
  }
  void count() {
    if (repaired) mu.lock();
    evictions.write(evictions.read() + 1);
    if (repaired) mu.unlock();
  }
  int counted() {
    if (!repaired) return evictions.read();
    Lock hold(mu);
    return evictions.read();
  }
};

void test_eviction(Cache* cache, WaitGroup* wg) {
  wg->go([=] { cache->evict(); });
  cache->entries.store(1, 1);
  cache->counted();
}

void run_test(bool repaired) {
  auto* cache = make<Cache>(repaired);
  auto* wg = make<WaitGroup>();
  wg->go([=] { test_eviction(cache, wg); });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/istio_8144",
    .story =
        "A cache calls back for each entry that its evicter throws out, in the evicter's "
        "goroutine. The test counts these calls and looks at the count meanwhile.",
    .tags = "goker istio nonblocking data-race",
    .expect = {Kind::data_race},
    .body = [] { run_test(false); },
    .fixed = [] { run_test(true); },
};

}  // namespace heddle::scenarios::goker::istio_8144
