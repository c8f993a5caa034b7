#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_13058 {
namespace {

using namespace std::chrono_literals;

constexpr int updates = 3;

struct Controller {
  Chan<Unit> stop = make_chan<Unit>();
  WaitGroup test_done;

  void run(bool repaired) {
    for (int seen = 0; !stop.try_recv(); ++seen) {
      if (!repaired || seen < updates) test_done.done();
      sleep(10ms);
    }
  }
};

void test_update(bool repaired) {
  auto* controller = make<Controller>();
  if (repaired) controller->test_done.add(updates);
  go("controller", [=] { controller->run(repaired); });
  if (!repaired) controller->test_done.add(updates);
  auto* wg = make<WaitGroup>();
  wg->add(updates);
  for (int update = 0; update < updates; ++update) {
    go("update", [=] { wg->done(); });
  }
  wg->wait();
  controller->test_done.wait();
  controller->stop.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_13058",
    .story =
        "A test counts down for each pass of its controller, which it starts before it has "
        "said how many it waits for. A controller that is quick, or passes once more before "
        "it is stopped, counts below zero.",
    .tags = "goker kubernetes nonblocking waitgroup",
    .expect = {Kind::negative_waitgroup},
    .body = [] { test_update(false); },
    .fixed = [] { test_update(true); },
};

}  // namespace heddle::scenarios::goker::kubernetes_13058
