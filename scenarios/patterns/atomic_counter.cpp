#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::atomic_counter {
namespace {

constexpr int customers = 3;

struct Machine {
  Atomic<int> last;
  std::array<Atomic<int>, customers + 1> taken;

  void draw() {
    const int number = last.add(1);
    const int times = taken[static_cast<std::size_t>(number)].add(1);
    check(times == 1, "every ticket has a number of its own");
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/atomic_counter",
    .story =
        "Tickets are numbered by an atomic counter. An addition gives back the new number, so "
        "nobody gets the number of somebody else and none is left out.",
    .tags = "pattern atomic counter",
    .body =
        [] {
          auto* machine = make<Machine>();
          auto* queue = make<WaitGroup>();
          for (int customer = 0; customer < customers; ++customer)
            queue->go([=] { machine->draw(); });
          queue->wait();
          check(machine->last.load() == customers, "no number is left out");
        },
};

}  // namespace heddle::scenarios::patterns::atomic_counter
