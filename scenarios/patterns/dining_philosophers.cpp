#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::dining_philosophers {
namespace {

constexpr std::size_t seats = 3;

struct Table {
  std::array<Mutex, seats> forks;
  std::array<Var<int>, seats> times_used;
  Atomic<int> meals;

  void dine(std::size_t seat) {
    const std::size_t left = seat;
    const std::size_t right = (seat + 1) % seats;
    Lock first(forks[left < right ? left : right]);
    Lock second(forks[left < right ? right : left]);
    times_used[left].update([](int& n) { ++n; });
    times_used[right].update([](int& n) { ++n; });
    meals.add(1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/dining_philosophers",
    .story =
        "Three philosophers share three forks and need two each. Everybody takes the fork with the "
        "lower number first, so there is no circle of waiting, and each of them eats.",
    .tags = "pattern mutex lock-order",
    .body =
        [] {
          auto* table = make<Table>();
          auto* philosophers = make<WaitGroup>();
          for (std::size_t seat = 0; seat < seats; ++seat)
            philosophers->go([=] { table->dine(seat); });
          philosophers->wait();
          check(table->meals.load() == static_cast<int>(seats), "everybody eats");
          for (const Var<int>& times : table->times_used)
            check(times.read() == 2, "each fork serves two");
        },
};

}  // namespace heddle::scenarios::patterns::dining_philosophers
