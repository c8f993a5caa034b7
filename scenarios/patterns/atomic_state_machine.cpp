#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::atomic_state_machine {
namespace {

enum class State { placed, paid, shipped, cancelled };

struct Order {
  Atomic<State> state{State::placed};
  Atomic<int> money_taken;
  Atomic<int> parcels;

  bool pay() {
    if (!state.compare_and_swap(State::placed, State::paid)) return false;
    money_taken.add(1);
    return true;
  }
  bool cancel() { return state.compare_and_swap(State::placed, State::cancelled); }
  void ship() {
    if (state.compare_and_swap(State::paid, State::shipped)) parcels.add(1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/atomic_state_machine",
    .story =
        "An order goes from placed to paid to shipped, or from placed to cancelled. Every step is "
        "a compare-and-swap from the state it needs, so an order is never both paid and cancelled.",
    .tags = "pattern atomic cas state-machine",
    .body =
        [] {
          auto* order = make<Order>();
          auto* people = make<WaitGroup>();
          auto* cancelled_by_customer = make<Atomic<bool>>(false);
          people->go([=] { order->pay(); });
          people->go([=] { cancelled_by_customer->store(order->cancel()); });
          people->go([=] { order->ship(); });
          people->wait();
          const bool cancelled = cancelled_by_customer->load();
          check(cancelled == (order->money_taken.load() == 0), "an order is paid or cancelled");
          check(!cancelled || order->parcels.load() == 0, "what is cancelled is not shipped");
        },
};

}  // namespace heddle::scenarios::patterns::atomic_state_machine
