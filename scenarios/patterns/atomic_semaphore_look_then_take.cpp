#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::atomic_semaphore_look_then_take {
namespace {

constexpr int places = 1;

struct CarPark {
  Atomic<int> free{places};
  Atomic<int> inside;

  bool enter(bool cas) {
    const int n = free.load();
    if (n <= 0) return false;
    if (cas) return free.compare_and_swap(n, n - 1);
    free.add(-1);
    return true;
  }
  void park(bool cas) {
    if (!enter(cas)) return;  // drives on
    check(inside.add(1) <= places, "no more cars than places");
    inside.add(-1);
    free.add(1);
  }
};

void rush_hour(bool cas) {
  auto* park = make<CarPark>();
  auto* cars = make<WaitGroup>();
  for (int car = 0; car < 2; ++car) cars->go([=] { park->park(cas); });
  cars->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/atomic_semaphore_look_then_take",
    .story =
        "A car looks whether a place is free and then takes one off the number. Two cars that see "
        "the last place both drive in.",
    .tags = "pattern atomic semaphore check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { rush_hour(false); },
    .fixed = [] { rush_hour(true); },
};

}  // namespace heddle::scenarios::patterns::atomic_semaphore_look_then_take
