#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::moby_21233 {
namespace {

bool one_in_two() { return choose(2) == 0; }

// Somebody who waits for a download and hands on its progress until he is released.
struct Watcher {
  Chan<Unit> signal = make_chan<Unit>();
  Chan<Unit> release = make_chan<Unit>();
  Chan<Unit> running = make_chan<Unit>();
};

struct Transfer {
  Mutex mu;
  Chan<int> progress = make_chan<int>();

  Watcher* watch() {
    auto* watcher = make<Watcher>();
    go("watcher", [=, this] {
      Defer ended([=] { watcher->running.close(); });
      for (bool done = false;;) {
        {
          Lock hold(mu);
        }
        if (one_in_two()) progress.send(1);
        if (done) return;
        if (select({watcher->signal.on_recv(), watcher->release.on_recv()}) == 1) done = true;
      }
    });
    return watcher;
  }
};

void test_transfer(bool leaves_early) {
  auto* transfer = make<Transfer>();
  Chan<Unit> progress_done = make_chan<Unit>();
  go("consumer", [=] {
    int bad = 0;
    for ([[maybe_unused]] int progress : transfer->progress) {
      if (one_in_two()) {
        if (leaves_early) return;
        ++bad;
      }
    }
    if (bad != 0) log("some progress looks wrong");
    progress_done.close();
  });
  std::array<Watcher*, 3> watchers{};
  for (Watcher*& watcher : watchers) watcher = transfer->watch();
  for (Watcher* watcher : watchers) {
    watcher->release.close();
    watcher->running.recv();
  }
  transfer->progress.close();
  progress_done.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_21233",
    .story =
        "A test of downloads counts on a consumer of progress reports. The consumer leaves at the "
        "first report that looks wrong; watchers then wait for somebody who takes theirs, and the "
        "test for the watchers.",
    .tags = "goker moby blocking channel mutex",
    .expect = {Kind::leak},
    .body = [] { go("test", [] { test_transfer(true); }); },
    .fixed = [] { go("test", [] { test_transfer(false); }); },
};

}  // namespace heddle::scenarios::goker::moby_21233
