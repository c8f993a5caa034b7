#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::atomic_semaphore {
namespace {

constexpr int places = 2;

struct CarPark {
  Atomic<int> free{places};
  Atomic<int> inside;

  void enter() {
    for (;;) {
      const int n = free.load();
      if (n > 0 && free.compare_and_swap(n, n - 1)) return;
      if (n == 0) yield();
    }
  }
  void park() {
    enter();
    check(inside.add(1) <= places, "no more cars than places");
    inside.add(-1);
    free.add(1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/atomic_semaphore",
    .story =
        "Two parking places are handed out by one atomic number. A car takes a place by "
        "compare-and-swap, tries again when another car was faster, and gives way while none is "
        "free.",
    .tags = "pattern atomic cas semaphore",
    .body =
        [] {
          auto* park = make<CarPark>();
          auto* cars = make<WaitGroup>();
          for (int car = 0; car < 3; ++car) cars->go([=] { park->park(); });
          cars->wait();
          check(park->free.load() == places, "all places are free in the end");
        },
};

}  // namespace heddle::scenarios::patterns::atomic_semaphore
