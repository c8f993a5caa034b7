#include <heddle/heddle.h>

#include <array>
#include <cstddef>
#include <utility>

namespace heddle::scenarios::patterns::dining_philosophers_left_first {
namespace {

constexpr std::size_t seats = 3;

struct Table {
  std::array<Mutex, seats> forks;

  void dine(std::size_t seat, bool lower_first) {
    std::size_t one = seat;
    std::size_t other = (seat + 1) % seats;
    if (lower_first && other < one) std::swap(one, other);
    Lock first(forks[one]);
    Lock second(forks[other]);
  }
};

void have_dinner(bool lower_first) {
  auto* table = make<Table>();
  auto* philosophers = make<WaitGroup>();
  for (std::size_t seat = 0; seat < seats; ++seat) {
    philosophers->go([=] { table->dine(seat, lower_first); });
  }
  philosophers->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/dining_philosophers_left_first",
    .story =
        "Everybody takes the left fork first. When all have done so, each waits for the right one, "
        "which is a neighbour's left.",
    .tags = "pattern mutex lock-order",
    .expect = {Kind::deadlock},
    .body = [] { have_dinner(false); },
    .fixed = [] { have_dinner(true); },
};

}  // namespace heddle::scenarios::patterns::dining_philosophers_left_first
