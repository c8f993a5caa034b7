#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::upgraded_lock {
namespace {

struct Settings {
  RWMutex mu;
  Var<int> colour{0};
  WaitGroup windows;

  int get_upgrading() {
    SharedLock look(mu);
    if (colour.read() == 0) {
      Lock fill(mu);
      colour.write(7);
    }
    return colour.read();
  }
  int get() {
    {
      SharedLock look(mu);
      if (colour.read() != 0) return colour.read();
    }
    Lock fill(mu);
    if (colour.read() == 0) colour.write(7);
    return colour.read();
  }
};

void open_windows(int (Settings::*get)()) {
  auto* settings = make<Settings>();
  for (int window = 0; window < 2; ++window) {
    settings->windows.go([=] { check((settings->*get)() == 7, "the colour is set"); });
  }
  settings->windows.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/upgraded_lock",
    .story =
        "A window looks for its colour under the read lock and, if there is none, takes the "
        "write lock to fill it in. The writer waits for all readers to leave, and one of them "
        "is itself.",
    .tags = "rwmutex",
    .expect = {Kind::deadlock},
    .body = [] { open_windows(&Settings::get_upgrading); },
    .fixed = [] { open_windows(&Settings::get); },
};

}  // namespace heddle::scenarios::deadlocks::upgraded_lock
