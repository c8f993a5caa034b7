#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::wait_under_lock {
namespace {

struct Pages {
  Mutex mu;
  Var<int> dirty{2};
  WaitGroup writers;

  void write_one() {
    Lock hold(mu);
    dirty.write(dirty.read() - 1);
  }
  void write_all() {
    for (int page = 0; page < 2; ++page) {
      writers.go([this] { write_one(); });
    }
    writers.wait();
  }
  void flush_under_lock() {
    Lock hold(mu);
    write_all();
    check(dirty.read() == 0, "everything is written");
  }
  void flush() {
    write_all();
    Lock hold(mu);
    check(dirty.read() == 0, "everything is written");
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/wait_under_lock",
    .story =
        "A flush takes the lock, has the pages written by two writers, and waits for them. Each "
        "writer crosses its page off under the same lock.",
    .tags = "mutex waitgroup",
    .expect = {Kind::deadlock},
    .body = [] { make<Pages>()->flush_under_lock(); },
    .fixed = [] { make<Pages>()->flush(); },
};

}  // namespace heddle::scenarios::deadlocks::wait_under_lock
