#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::quit_channel_closed_twice {
namespace {

using namespace std::chrono_literals;

struct Worker {
  Chan<Unit> quit = make_chan<Unit>();
  Once stopping;

  void run() const {
    while (select({quit.on_recv(), after(10ms).on_recv()}) == 1) log("works");
  }
  void stop(bool once) {
    if (once) {
      stopping.run_once([this] { quit.close(); });
    } else if (!quit.try_recv()) {  // not closed yet
      quit.close();
    }
  }
};

void stop_twice(bool once) {
  auto* worker = make<Worker>();
  go("worker", [=] { worker->run(); });
  go("user", [=] { worker->stop(once); });
  go("time limit", [=] { worker->stop(once); });
  worker->quit.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/quit_channel_closed_twice",
    .story =
        "A worker is stopped by whoever first has a reason to. The user and the time limit have "
        "one at the same time, and the second of them closes a closed channel.",
    .tags = "pattern channel once quit close",
    .expect = {Kind::double_close},
    .body = [] { stop_twice(false); },
    .fixed = [] { stop_twice(true); },
};

}  // namespace heddle::scenarios::patterns::quit_channel_closed_twice
