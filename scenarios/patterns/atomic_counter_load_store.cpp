#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::atomic_counter_load_store {
namespace {

struct Machine {
  Atomic<int> last;
  std::array<Atomic<int>, 3> taken;

  void draw(bool in_one_step) {
    int number = 0;
    if (in_one_step) {
      number = last.add(1);
    } else {
      number = last.load() + 1;
      last.store(number);
    }
    const int times = taken[static_cast<std::size_t>(number)].add(1);
    check(times == 1, "every ticket has a number of its own");
  }
};

void open_counter(bool in_one_step) {
  auto* machine = make<Machine>();
  auto* queue = make<WaitGroup>();
  for (int customer = 0; customer < 2; ++customer) {
    queue->go([=] { machine->draw(in_one_step); });
  }
  queue->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/atomic_counter_load_store",
    .story =
        "The counter is atomic, but the next number is computed from a load and written by a "
        "store. Two customers who load together walk away with the same number.",
    .tags = "pattern atomic counter check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { open_counter(false); },
    .fixed = [] { open_counter(true); },
};

}  // namespace heddle::scenarios::patterns::atomic_counter_load_store
