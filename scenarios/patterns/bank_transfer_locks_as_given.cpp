#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::bank_transfer_locks_as_given {
namespace {

struct Account {
  explicit Account(int n) : number(n) {}
  int number;
  Mutex mu;
  Var<int> balance{100};
};

void transfer(Account* from, Account* to, int amount, bool by_number) {
  const bool swapped = by_number && to->number < from->number;
  Lock first(swapped ? to->mu : from->mu);
  Lock second(swapped ? from->mu : to->mu);
  from->balance.update([=](int& balance) { balance -= amount; });
  to->balance.update([=](int& balance) { balance += amount; });
}

void settle(bool by_number) {
  auto* a = make<Account>(1);
  auto* b = make<Account>(2);
  auto* transfers = make<WaitGroup>();
  transfers->go([=] { transfer(a, b, 80, by_number); });
  transfers->go([=] { transfer(b, a, 30, by_number); });
  transfers->wait();
  const int in_a = a->balance.read();
  check(in_a + b->balance.read() == 200, "no money is made or lost");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/bank_transfer_locks_as_given",
    .story =
        "A transfer locks the account the money leaves and then the one it goes to. Two transfers "
        "in opposite directions each hold what the other one needs.",
    .tags = "pattern mutex lock-order",
    .expect = {Kind::deadlock},
    .body = [] { settle(false); },
    .fixed = [] { settle(true); },
};

}  // namespace heddle::scenarios::patterns::bank_transfer_locks_as_given
