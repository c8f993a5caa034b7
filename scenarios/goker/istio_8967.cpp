#include <heddle/heddle.h>

namespace heddle::scenarios::goker::istio_8967 {
namespace {

using namespace std::chrono_literals;

struct FileSource {
  Var<Chan<Unit>> done{make_chan<Unit>()};

  void start() {
    go("watcher", [this] {
      for (;;) {
        if (select({done.read().on_recv()}) == 0) return;
      }
    });
  }
  void stop(bool repaired) {
    done.read().close();
    if (!repaired) done.write(Chan<Unit>{});
  }
};

void start_and_stop(bool repaired) {
  auto* wg = make<WaitGroup>();
  wg->go([=] {
    auto* source = make<FileSource>();
    source->start();
    source->stop(repaired);
    sleep(5ms);
  });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/istio_8967",
    .story =
        "A source of files is stopped: its done channel is closed and then set to nil. Its "
        "watcher reads that field each time round, and if it comes late it waits on nil.",
    .tags = "goker istio nonblocking misuse-channel",
    .expect = {Kind::data_race, Kind::leak},
    .body = [] { start_and_stop(false); },
    .fixed = [] { start_and_stop(true); },
};

}  // namespace heddle::scenarios::goker::istio_8967
