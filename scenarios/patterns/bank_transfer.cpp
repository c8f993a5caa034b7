#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::bank_transfer {
namespace {

struct Account {
  explicit Account(int n) : number(n) {}
  int number;
  Mutex mu;
  Var<int> balance{100};
};

template <class Section>
void with_both(Account& a, Account& b, Section&& section) {
  Account& lower = a.number < b.number ? a : b;
  Account& higher = a.number < b.number ? b : a;
  Lock first(lower.mu);
  Lock second(higher.mu);
  section();
}

bool transfer(Account& from, Account& to, int amount) {
  bool covered = false;
  with_both(from, to, [&] {
    covered = from.balance.read() >= amount;
    if (!covered) return;
    from.balance.update([=](int& balance) { balance -= amount; });
    to.balance.update([=](int& balance) { balance += amount; });
  });
  return covered;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/bank_transfer",
    .story =
        "Money moves between accounts that have a lock each. Both locks are taken, the account "
        "with the lower number first, so transfers in opposite directions do not block each other "
        "and no auditor sees money vanish.",
    .tags = "pattern mutex lock-order",
    .body =
        [] {
          auto* a = make<Account>(1);
          auto* b = make<Account>(2);
          auto* transfers = make<WaitGroup>();
          transfers->go([=] { transfer(*a, *b, 80); });
          transfers->go([=] { transfer(*b, *a, 30); });
          transfers->go([=] { transfer(*a, *b, 50); });
          with_both(*b, *a, [&] {
            const int in_a = a->balance.read();
            check(in_a + b->balance.read() == 200, "no money is made or lost");
          });
          transfers->wait();
          check(a->balance.read() >= 0 && b->balance.read() >= 0, "no account is overdrawn");
        },
};

}  // namespace heddle::scenarios::patterns::bank_transfer
