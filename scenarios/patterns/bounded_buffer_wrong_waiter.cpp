#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::bounded_buffer_wrong_waiter {
namespace {

struct Shelf {
  Mutex mu;
  Cond changed{mu};
  Var<int> loaves{0};

  void tell(bool everybody) {
    if (everybody) {
      changed.broadcast();
    } else {
      changed.signal();
    }
  }
  void put(bool everybody) {
    Lock hold(mu);
    while (loaves.read() == 1) changed.wait();
    loaves.write(1);
    tell(everybody);
  }
  void take(bool everybody) {
    Lock hold(mu);
    while (loaves.read() == 0) changed.wait();
    loaves.write(0);
    tell(everybody);
  }
};

void trade(bool everybody) {
  auto* shelf = make<Shelf>();
  auto* people = make<WaitGroup>();
  for (int pair = 0; pair < 2; ++pair) {
    people->go([=] { shelf->take(everybody); });
    people->go([=] { shelf->put(everybody); });
  }
  people->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/bounded_buffer_wrong_waiter",
    .story =
        "Producers and consumers wait on one condition and wake one of those who wait. The signal "
        "for a consumer may wake a producer, who finds the buffer full and sleeps again; nobody "
        "else is told.",
    .tags = "pattern mutex cond producer-consumer lost-wakeup",
    .expect = {Kind::deadlock},
    .body = [] { trade(false); },
    .fixed = [] { trade(true); },
};

}  // namespace heddle::scenarios::patterns::bounded_buffer_wrong_waiter
