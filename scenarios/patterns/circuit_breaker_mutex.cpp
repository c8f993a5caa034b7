#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::circuit_breaker_mutex {
namespace {

using namespace std::chrono_literals;

enum class State { closed, open, half_open };
enum class Permit { none, normal, probe };

struct Breaker {
  Mutex mu;
  Var<State> state{State::closed};
  Var<int> failures{0};
  Var<Time> opened;

  Permit ask() {
    Lock hold(mu);
    if (state.read() == State::closed) return Permit::normal;
    if (state.read() == State::half_open || since(opened.read()) < 10ms) return Permit::none;
    state.write(State::half_open);
    return Permit::probe;
  }
  void report(bool good) {
    Lock hold(mu);
    failures.write(good ? 0 : failures.read() + 1);
    if (good) {
      state.write(State::closed);
    } else if (state.read() == State::half_open || failures.read() == 2) {
      state.write(State::open);
      opened.write(now());
    }
  }
};

void call(Breaker* breaker, Atomic<int>* probes) {
  const Permit permit = breaker->ask();
  if (permit == Permit::none) return;
  if (permit == Permit::probe) check(probes->add(1) == 1, "one probe at a time");
  const bool good = choose(2) == 1;
  if (permit == Permit::probe) probes->add(-1);
  breaker->report(good);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/circuit_breaker_mutex",
    .story =
        "After two failures the breaker opens and calls fail at once. When it has been open for a "
        "while one caller may try (half-open): success closes it, failure opens it again.",
    .tags = "pattern mutex circuit-breaker",
    .body =
        [] {
          auto* breaker = make<Breaker>();
          for (int failure = 0; failure < 2; ++failure) {
            check(breaker->ask() == Permit::normal, "a closed breaker lets calls through");
            breaker->report(false);
          }
          check(breaker->ask() == Permit::none, "after two failures the breaker is open");
          sleep(10ms);
          auto* probes = make<Atomic<int>>(0);
          auto* callers = make<WaitGroup>();
          for (int caller = 0; caller < 2; ++caller) callers->go([=] { call(breaker, probes); });
          callers->wait();
          const State state = breaker->state.read();
          check(state != State::half_open, "the probe has decided");
        },
};

}  // namespace heddle::scenarios::patterns::circuit_breaker_mutex
