#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_9935 {
namespace {

struct Logger {
  Mutex mu;
  Var<int> lines{0};
  Var<bool> exited{false};

  bool create_file() { return choose(8) >= 6; }

  void output_entry(bool repaired) {
    Lock hold(mu);
    if (!create_file()) {
      if (repaired) {
        exit_locked();
      } else {
        exit();
      }
      return;
    }
    lines.write(lines.read() + 1);
  }
  void exit() {
    Lock hold(mu);
    exit_locked();
  }
  void exit_locked() { exited.write(true); }
};

void log_one_line(bool repaired) {
  auto* logger = make<Logger>();
  go("logger", [=] { logger->output_entry(repaired); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_9935",
    .story =
        "The logger cannot create its file and gives up. Giving up flushes what has been "
        "logged, for which it takes the lock that the logger holds already.",
    .tags = "goker cockroach blocking double-locking",
    .expect = {Kind::leak},
    .body = [] { log_one_line(false); },
    .fixed = [] { log_one_line(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_9935
