#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::circuit_breaker_atomic {
namespace {

enum class State { closed, open, half_open };
constexpr int failures_max = 2;

struct Breaker {
  Atomic<State> state{State::closed};
  Atomic<int> failures;
  Atomic<int> opened;  // how often
  Atomic<int> probes;  // under way

  bool allows() {
    if (state.load() == State::closed) return true;
    if (!state.compare_and_swap(State::open, State::half_open)) return false;
    check(probes.add(1) == 1, "one probe at a time");
    return true;
  }
  void failed() {
    if (failures.add(1) >= failures_max && state.compare_and_swap(State::closed, State::open)) {
      opened.add(1);
    }
  }
  void probed(bool good) {
    failures.store(good ? 0 : failures_max);
    probes.add(-1);
    state.store(good ? State::closed : State::open);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/circuit_breaker_atomic",
    .story =
        "A circuit breaker without a lock. Failures are counted by an atomic, and a step from "
        "state to state is a compare-and-swap, so that one caller makes it: one opens, one probes.",
    .tags = "pattern atomic cas circuit-breaker",
    .body =
        [] {
          auto* breaker = make<Breaker>();
          auto* callers = make<WaitGroup>();
          for (int caller = 0; caller < 3; ++caller) callers->go([=] { breaker->failed(); });
          callers->wait();
          check(breaker->opened.load() == 1, "the breaker opens once");
          auto* later = make<WaitGroup>();
          for (int caller = 0; caller < 2; ++caller) {
            later->go([=] {
              if (breaker->allows()) breaker->probed(false);
            });
          }
          later->wait();
          check(breaker->state.load() == State::open, "a failed probe opens the breaker again");
        },
};

}  // namespace heddle::scenarios::patterns::circuit_breaker_atomic
