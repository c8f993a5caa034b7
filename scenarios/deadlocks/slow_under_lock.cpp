#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::slow_under_lock {
namespace {

using namespace std::chrono_literals;

struct Registry {
  Mutex mu;
  Var<int> entries{3};

  static void write_to_disk() { sleep(1s); }
  void save_under_lock() {
    Lock hold(mu);
    log(entries.read() == 3 ? "all entries" : "fewer");
    write_to_disk();
  }
  void save_copy() {
    {
      Lock hold(mu);
      log(entries.read() == 3 ? "all entries" : "fewer");
    }
    write_to_disk();
  }
  // One miss says nothing: any holder may be interrupted. Several in a row do.
  bool responds() {
    for (int attempt = 0; attempt < 5; ++attempt) {
      if (mu.try_lock()) {
        mu.unlock();
        return true;
      }
      sleep(10ms);
    }
    return false;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/slow_under_lock",
    .story =
        "A registry is written to the disk with its lock held, so that nothing changes "
        "meanwhile. For a second nobody else gets in, and the watchdog takes the registry for "
        "dead.",
    .tags = "mutex try-lock sleep",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* registry = make<Registry>();
          go("saver", [=] { registry->save_under_lock(); });
          check(registry->responds(), "a registry at work is not taken for dead");
        },
    .fixed =
        [] {
          auto* registry = make<Registry>();
          go("saver", [=] { registry->save_copy(); });
          check(registry->responds(), "a registry at work is not taken for dead");
        },
};

}  // namespace heddle::scenarios::deadlocks::slow_under_lock
