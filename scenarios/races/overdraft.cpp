#include <heddle/heddle.h>

namespace heddle::scenarios::races::overdraft {
namespace {

struct Account {
  Mutex mu;
  Var<int> balance{100};

  int look() {
    Lock hold(mu);
    return balance.read();
  }
  void take(int amount) {
    Lock hold(mu);
    balance.write(balance.read() - amount);
  }
  void take_if_covered(int amount) {
    Lock hold(mu);
    if (balance.read() >= amount) balance.write(balance.read() - amount);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/overdraft",
    .story =
        "A withdrawal looks at the balance under the lock, lets go, and takes the money under "
        "the lock. Two of them between look and take overdraw the account.",
    .tags = "mutex check-then-act",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* account = make<Account>();
          auto* wg = make<WaitGroup>();
          for (int customer = 0; customer < 2; ++customer) {
            wg->go([=] {
              if (account->look() >= 80) account->take(80);
            });
          }
          wg->wait();
          check(account->look() >= 0, "the account is never overdrawn");
        },
    .fixed =
        [] {
          auto* account = make<Account>();
          auto* wg = make<WaitGroup>();
          for (int customer = 0; customer < 2; ++customer) {
            wg->go([=] { account->take_if_covered(80); });
          }
          wg->wait();
          check(account->look() >= 0, "the account is never overdrawn");
        },
};

}  // namespace heddle::scenarios::races::overdraft
