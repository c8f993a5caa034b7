#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::circuit_breaker_mutex_two_probes {
namespace {

enum class State { open, half_open };

struct Breaker {
  Mutex mu;
  Var<State> state{State::open};

  bool time_for_a_probe() {
    Lock hold(mu);
    return state.read() == State::open;
  }
  void go_half_open() {
    Lock hold(mu);
    state.write(State::half_open);
  }
  bool start_probe() {
    Lock hold(mu);
    if (state.read() != State::open) return false;
    state.write(State::half_open);
    return true;
  }
};

void recover(bool in_one_step) {
  auto* breaker = make<Breaker>();
  auto* probes = make<Atomic<int>>(0);
  auto* callers = make<WaitGroup>();
  for (int caller = 0; caller < 2; ++caller) {
    callers->go([=] {
      if (in_one_step) {
        if (breaker->start_probe()) probes->add(1);
      } else if (breaker->time_for_a_probe()) {
        breaker->go_half_open();
        probes->add(1);
      }
    });
  }
  callers->wait();
  check(probes->load() == 1, "one caller tries the service");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/circuit_breaker_mutex_two_probes",
    .story =
        "The breaker looks under the lock whether it is time for a probe, and goes half-open under "
        "the lock a moment later. Two callers who look at the same time both try the broken "
        "service.",
    .tags = "pattern mutex circuit-breaker check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { recover(false); },
    .fixed = [] { recover(true); },
};

}  // namespace heddle::scenarios::patterns::circuit_breaker_mutex_two_probes
