#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::bank_transfer_torn_audit {
namespace {

struct Account {
  Mutex mu;
  Var<int> balance{100};
};

void change(Account* account, int amount) {
  Lock hold(account->mu);
  account->balance.update([=](int& balance) { balance += amount; });
}

void transfer(Account* a, Account* b, int amount, bool both_locks) {
  if (!both_locks) {
    change(a, -amount);
    change(b, amount);
    return;
  }
  Lock first(a->mu);
  Lock second(b->mu);
  a->balance.update([=](int& balance) { balance -= amount; });
  b->balance.update([=](int& balance) { balance += amount; });
}

void audit_during_transfer(bool both_locks) {
  auto* a = make<Account>();
  auto* b = make<Account>();
  go("transfer", [=] { transfer(a, b, 30, both_locks); });
  Lock first(a->mu);
  Lock second(b->mu);
  const int in_a = a->balance.read();
  check(in_a + b->balance.read() == 200, "no money is made or lost");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/bank_transfer_torn_audit",
    .story =
        "A transfer takes the money out under one lock and puts it in under the other, one after "
        "the other. An audit in between, as careful as it may be, finds less money than there is.",
    .tags = "pattern mutex atomicity",
    .expect = {Kind::check_failed},
    .body = [] { audit_during_transfer(false); },
    .fixed = [] { audit_during_transfer(true); },
};

}  // namespace heddle::scenarios::patterns::bank_transfer_torn_audit
