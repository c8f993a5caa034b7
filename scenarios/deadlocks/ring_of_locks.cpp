#include <heddle/heddle.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace heddle::scenarios::deadlocks::ring_of_locks {
namespace {

struct Account {
  Mutex mu;
  Var<int> balance{100};
};

struct Bank {
  std::array<Account, 3> accounts;
  WaitGroup transfers;

  void transfer(std::size_t from, std::size_t to, bool in_order) {
    Lock first(accounts[in_order ? std::min(from, to) : from].mu);
    Lock second(accounts[in_order ? std::max(from, to) : to].mu);
    accounts[from].balance.update([](int& balance) { balance -= 10; });
    accounts[to].balance.update([](int& balance) { balance += 10; });
  }
};

// Everybody pays the next one.
void settle(bool in_order) {
  auto* bank = make<Bank>();
  for (std::size_t from = 0; from < 3; ++from) {
    bank->transfers.go([=] { bank->transfer(from, (from + 1) % 3, in_order); });
  }
  bank->transfers.wait();
  check(bank->accounts[0].balance.read() == 100, "what was paid has come in again");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/ring_of_locks",
    .story =
        "A transfer locks the account that pays and then the one that is paid. Three accounts "
        "that pay each other in a ring each hold one lock and wait for the next; no two of them "
        "are crossed.",
    .tags = "mutex lock-order",
    .expect = {Kind::deadlock},
    .body = [] { settle(false); },
    .fixed = [] { settle(true); },
};

}  // namespace heddle::scenarios::deadlocks::ring_of_locks
