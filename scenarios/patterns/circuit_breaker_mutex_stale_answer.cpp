#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::circuit_breaker_mutex_stale_answer {
namespace {

struct Breaker {
  Mutex mu;
  Var<bool> open{false};
  Var<int> times_opened{0};

  int begin() {
    Lock hold(mu);
    return times_opened.read();
  }
  void failed() {
    Lock hold(mu);
    open.write(true);
    times_opened.update([](int& n) { ++n; });
  }
  void succeeded(int began_in, bool ignore_old) {
    Lock hold(mu);
    if (ignore_old && began_in != times_opened.read()) return;
    open.write(false);
  }
  bool is_open() {
    Lock hold(mu);
    return open.read();
  }
};

void break_service(bool ignore_old) {
  auto* breaker = make<Breaker>();
  const int began_in = breaker->begin();
  auto* calls = make<WaitGroup>();
  calls->go([=] { breaker->succeeded(began_in, ignore_old); });
  calls->go([=] { breaker->failed(); });
  calls->wait();
  check(breaker->is_open(), "an answer from before does not close the breaker");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/circuit_breaker_mutex_stale_answer",
    .story =
        "A slow call that began before the service broke comes back with success when the breaker "
        "is already open. The breaker takes it for news and closes; everybody runs into the broken "
        "service.",
    .tags = "pattern mutex circuit-breaker",
    .expect = {Kind::check_failed},
    .body = [] { break_service(false); },
    .fixed = [] { break_service(true); },
};

}  // namespace heddle::scenarios::patterns::circuit_breaker_mutex_stale_answer
