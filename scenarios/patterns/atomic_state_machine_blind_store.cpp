#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::atomic_state_machine_blind_store {
namespace {

enum class State { placed, paid, cancelled };

struct Order {
  Atomic<State> state{State::placed};
  Atomic<bool> money_taken{false};

  void pay() {
    if (state.compare_and_swap(State::placed, State::paid)) money_taken.store(true);
  }
  void cancel(bool cas) {
    if (cas) {
      state.compare_and_swap(State::placed, State::cancelled);
    } else if (state.load() == State::placed) {
      state.store(State::cancelled);
    }
  }
};

void change_of_mind(bool cas) {
  auto* order = make<Order>();
  auto* people = make<WaitGroup>();
  people->go([=] { order->pay(); });
  people->go([=] { order->cancel(cas); });
  people->wait();
  const bool cancelled = order->state.load() == State::cancelled;
  check(!(cancelled && order->money_taken.load()), "no money for a cancelled order");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/atomic_state_machine_blind_store",
    .story =
        "Cancelling looks whether the order is still only placed and then stores the new state. A "
        "payment between the two is overwritten: money taken for an order that counts as "
        "cancelled.",
    .tags = "pattern atomic state-machine check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { change_of_mind(false); },
    .fixed = [] { change_of_mind(true); },
};

}  // namespace heddle::scenarios::patterns::atomic_state_machine_blind_store
