#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_38669 {
namespace {

constexpr int initial_events = 2;

struct CacheWatcher {
  explicit CacheWatcher(int room) : result(make_chan<int>(room)) {}

  Mutex mu;
  Chan<int> input = make_chan<int>();
  Chan<int> result;

  void process() {
    for (int event = 0; event < initial_events; ++event) result.send(event);
    for (int event : input) result.send(event);
    result.close();
  }
  void stop() {
    Lock hold(mu);
    input.close();
  }
};

void watch(int room) {
  auto* watcher = make<CacheWatcher>(room);
  go("process", [=] { watcher->process(); });
  watcher->stop();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_38669",
    .story =
        "A watcher of the API server's cache first delivers what is there already. It is stopped "
        "before anybody receives, and only looks whether it is stopped when all of that is "
        "delivered.",
    .tags = "goker kubernetes blocking channel",
    .expect = {Kind::leak},
    .body = [] { watch(0); },
    .fixed = [] { watch(initial_events); },
};

}  // namespace heddle::scenarios::goker::kubernetes_38669
