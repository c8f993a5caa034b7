#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::rate_limiter_refill_blocks {
namespace {

using namespace std::chrono_literals;

struct Limiter {
  Chan<Unit> tokens = make_chan<Unit>(1);
  Chan<Unit> stop = make_chan<Unit>();
  WaitGroup running;

  void refill(bool drop) {
    Ticker ticker = new_ticker(10ms);
    Defer end([=] { ticker.stop(); });
    while (select({ticker.chan().on_recv(), stop.on_recv()}) == 0) {
      if (drop) {
        tokens.try_send({});
      } else {
        tokens.send({});
      }
    }
  }
};

void limit_requests(bool drop) {
  auto* limiter = make<Limiter>();
  limiter->running.go([=] { limiter->refill(drop); });
  limiter->tokens.recv();
  sleep(15ms);
  limiter->stop.close();
  limiter->running.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rate_limiter_refill_blocks",
    .story =
        "The refilling goroutine waits for room when the bucket is full. It is then deaf to the "
        "stop signal, and whoever stops the limiter waits with it.",
    .tags = "pattern channel ticker rate-limit",
    .expect = {Kind::deadlock},
    .body = [] { limit_requests(false); },
    .fixed = [] { limit_requests(true); },
};

}  // namespace heddle::scenarios::patterns::rate_limiter_refill_blocks
