#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::circuit_breaker_atomic_load_store {
namespace {

enum class State { open, half_open };

struct Breaker {
  Atomic<State> state{State::open};
  Atomic<int> probes;

  bool start_probe(bool cas) {
    if (cas) return state.compare_and_swap(State::open, State::half_open);
    if (state.load() != State::open) return false;
    state.store(State::half_open);
    return true;
  }
};

void recover(bool cas) {
  auto* breaker = make<Breaker>();
  auto* callers = make<WaitGroup>();
  for (int caller = 0; caller < 2; ++caller) {
    callers->go([=] {
      if (breaker->start_probe(cas)) breaker->probes.add(1);
    });
  }
  callers->wait();
  check(breaker->probes.load() == 1, "one caller tries the service");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/circuit_breaker_atomic_load_store",
    .story =
        "The state is atomic, but the step to half-open is a load and a store. Two callers load "
        "\"open\" before either of them stores, and both become the one probe.",
    .tags = "pattern atomic circuit-breaker check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { recover(false); },
    .fixed = [] { recover(true); },
};

}  // namespace heddle::scenarios::patterns::circuit_breaker_atomic_load_store
