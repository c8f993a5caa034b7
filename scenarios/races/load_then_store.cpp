#include <heddle/heddle.h>

namespace heddle::scenarios::races::load_then_store {
namespace {

constexpr int customer = 7;

struct Carts {
  Map<int, int> by_customer;
  Atomic<int> numbers{0};
  WaitGroup tabs;

  int open() {
    if (const auto known = by_customer.load(customer)) return *known;
    const int cart = numbers.add(1);
    by_customer.store(customer, cart);
    return cart;
  }
  int open_or_join() { return by_customer.load_or_store(customer, numbers.add(1)).value; }
};

// A customer with two tabs of the shop open puts something into the cart in both.
void shop(int (Carts::*open)()) {
  auto* carts = make<Carts>();
  for (int tab = 0; tab < 2; ++tab) {
    carts->tabs.go([=] {
      const int mine = (carts->*open)();
      check(carts->by_customer.load(customer) == mine, "a customer has one cart");
    });
  }
  carts->tabs.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/load_then_store",
    .story =
        "A cart is opened when the map has none for this customer. Looking and storing are two "
        "calls of a map that is safe by itself; two tabs both find none, and what is in the "
        "first cart is gone.",
    .tags = "map check-then-act atomic",
    .expect = {Kind::check_failed},
    .body = [] { shop(&Carts::open); },
    .fixed = [] { shop(&Carts::open_or_join); },
};

}  // namespace heddle::scenarios::races::load_then_store
