#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::rate_limiter {
namespace {

using namespace std::chrono_literals;

constexpr int burst = 2;

struct Limiter {
  Chan<Unit> tokens = make_chan<Unit>(burst);
  Chan<Unit> stop = make_chan<Unit>();
  WaitGroup running;

  Limiter() {
    for (int n = 0; n < burst; ++n) tokens.send({});
    running.go([this] { refill(); });
  }
  void refill() {
    Ticker ticker = new_ticker(10ms);
    Defer end([=] { ticker.stop(); });
    while (select({ticker.chan().on_recv(), stop.on_recv()}) == 0) tokens.try_send({});
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rate_limiter",
    .story =
        "A limiter made of a channel of tokens that a ticker fills: two may go at once, then one "
        "every ten milliseconds. Full is full: tokens that find no room are dropped.",
    .tags = "pattern channel ticker select rate-limit",
    .body =
        [] {
          const Time start = now();
          auto* limiter = make<Limiter>();
          for (int request = 0; request < 3; ++request) limiter->tokens.recv();
          check(since(start) >= 10ms, "the third request waits for a new token");
          limiter->stop.close();
          limiter->running.wait();
        },
};

}  // namespace heddle::scenarios::patterns::rate_limiter
