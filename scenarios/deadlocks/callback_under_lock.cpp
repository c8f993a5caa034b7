#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::callback_under_lock {
namespace {

// Keeps callers away from a server that has failed twice.
struct Breaker {
  void (*on_open)(Breaker& breaker) = nullptr;
  Mutex mu;
  Var<int> failures{0};
  WaitGroup callers;

  bool is_open() {
    Lock hold(mu);
    return failures.read() >= 2;
  }
  void fail_and_tell_under_lock() {
    Lock hold(mu);
    failures.write(failures.read() + 1);
    if (failures.read() == 2) on_open(*this);
  }
  void fail() {
    if (count_failure() == 2) on_open(*this);
  }
  int count_failure() {
    Lock hold(mu);
    failures.write(failures.read() + 1);
    return failures.read();
  }
};

void show_state(Breaker& breaker) { log(breaker.is_open() ? "open" : "closed"); }

void call_twice(void (Breaker::*fail)()) {
  auto* breaker = make<Breaker>();
  breaker->on_open = show_state;
  for (int call = 0; call < 2; ++call) {
    breaker->callers.go([=] { (breaker->*fail)(); });
  }
  breaker->callers.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/callback_under_lock",
    .story =
        "A breaker calls its owner back when it opens, under its lock. The owner wants to show "
        "the state and asks the breaker for it, which needs the lock.",
    .tags = "mutex callback",
    .expect = {Kind::deadlock},
    .body = [] { call_twice(&Breaker::fail_and_tell_under_lock); },
    .fixed = [] { call_twice(&Breaker::fail); },
};

}  // namespace heddle::scenarios::deadlocks::callback_under_lock
