#include "examples.h"

namespace heddle::examples {
namespace {

struct Account {
  Mutex mu;
  Var<int> balance{100};
};

void transfer(Account& from, Account& to) {
  Lock first(from.mu);
  Lock second(to.mu);
  from.balance.write(from.balance.read() - 1);
  to.balance.write(to.balance.read() + 1);
}

}  // namespace

constinit const Scenario lock_order{
    .name = "lock_order",
    .expect = {Kind::lock_order},
    .body =
        [] {
          auto* from = make<Account>();
          auto* to = make<Account>();
          go("there", [=] { transfer(*from, *to); });
          go("back", [=] {
            sleep(10ms);  // hardly ever at the same time
            transfer(*to, *from);
          });
        },
};

}  // namespace heddle::examples
