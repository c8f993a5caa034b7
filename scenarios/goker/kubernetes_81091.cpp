#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::kubernetes_81091 {
namespace {

// A filter of a test, which counts how often the scheduler asks it.
struct FakeFilter {
  Mutex mu;
  Var<int> called{0};

  void filter() {
    called.update([](int& count) { ++count; });
  }
  void filter_locked() {
    Lock hold(mu);
    called.update([](int& count) { ++count; });
  }
};

struct Scheduler {
  std::array<FakeFilter, 2> plugins;
  void (FakeFilter::*filter)();

  explicit Scheduler(void (FakeFilter::*f)()) : filter(f) {}

  void find_nodes_that_fit(Context ctx, int nodes) {
    Chan<int> to_process = make_chan<int>(nodes);
    for (int node = 0; node < nodes; ++node) to_process.send(node);
    to_process.close();
    auto* wg = make<WaitGroup>();
    wg->add(2);
    for (int worker = 0; worker < 2; ++worker) {
      go("worker", [=, this] {
        Defer done([=] { wg->done(); });
        for ([[maybe_unused]] int node : to_process) {
          if (try_select({ctx.done().on_recv()}) == 0) return;
          for (FakeFilter& plugin : plugins) (plugin.*filter)();
        }
      });
    }
    wg->wait();
  }
};

void test_filters(void (FakeFilter::*filter)()) {
  go("test", [=] { make<Scheduler>(filter)->find_nodes_that_fit(background(), 2); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_81091",
    .story =
        "A filter plugin of a scheduler test counts its calls in a plain integer. The scheduler "
        "filters nodes by two workers; once each of them gets a node, calls come at the same "
        "time.",
    .tags = "goker kubernetes nonblocking data-race channel waitgroup",
    .expect = {Kind::data_race},
    .body = [] { test_filters(&FakeFilter::filter); },
    .fixed = [] { test_filters(&FakeFilter::filter_locked); },
};

}  // namespace heddle::scenarios::goker::kubernetes_81091
