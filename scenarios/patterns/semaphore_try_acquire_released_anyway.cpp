#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::semaphore_try_acquire_released_anyway {
namespace {

struct Server {
  Semaphore free{1};
  Atomic<int> inside;

  void handle(bool only_if_taken) {
    const bool taken = free.try_acquire();
    Defer leave([=, this] {
      if (taken || !only_if_taken) free.release();
    });
    if (!taken) return;
    check(inside.add(1) == 1, "one caller is served at a time");
    inside.add(-1);
  }
};

void serve(bool only_if_taken) {
  auto* server = make<Server>();
  auto* callers = make<WaitGroup>();
  for (int caller = 0; caller < 3; ++caller) {
    callers->go([=] { server->handle(only_if_taken); });
  }
  callers->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/semaphore_try_acquire_released_anyway",
    .story =
        "The slot is given back when the handler ends, whether it was taken or not. A caller who "
        "was turned away frees the slot of somebody else, or one that nobody has.",
    .tags = "pattern semaphore try-acquire",
    .expect = {Kind::panic, Kind::check_failed},
    .body = [] { serve(false); },
    .fixed = [] { serve(true); },
};

}  // namespace heddle::scenarios::patterns::semaphore_try_acquire_released_anyway
