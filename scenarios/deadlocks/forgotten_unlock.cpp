#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::forgotten_unlock {
namespace {

struct Stock {
  Mutex mu;
  Var<int> pieces{1};
  WaitGroup wg;

  void sell() {
    mu.lock();
    if (pieces.read() == 0) return;
    pieces.write(pieces.read() - 1);
    mu.unlock();
  }
  void sell_in_scope() {
    Lock hold(mu);
    if (pieces.read() == 0) return;
    pieces.write(pieces.read() - 1);
  }
  void deliver() {
    Lock hold(mu);
    pieces.write(pieces.read() + 1);
  }
};

void open_shop(void (Stock::*sell)()) {
  auto* stock = make<Stock>();
  for (int customer = 0; customer < 3; ++customer) {
    stock->wg.go([=] { (stock->*sell)(); });
  }
  stock->wg.go([=] { stock->deliver(); });
  stock->wg.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/forgotten_unlock",
    .story =
        "A sale takes the lock, finds nothing in stock and returns, with the lock still taken. "
        "Whoever comes next waits for ever, be it the delivery; if nobody comes the lock just "
        "stays locked.",
    .tags = "mutex waitgroup",
    .expect = {Kind::deadlock, Kind::lock_held_at_exit},
    .body = [] { open_shop(&Stock::sell); },
    .fixed = [] { open_shop(&Stock::sell_in_scope); },
};

}  // namespace heddle::scenarios::deadlocks::forgotten_unlock
