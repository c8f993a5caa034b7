#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::bounded_buffer_if_not_while {
namespace {

struct Shelf {
  Mutex mu;
  Cond not_empty{mu};
  Var<int> loaves{0};

  void put() {
    Lock hold(mu);
    loaves.update([](int& n) { ++n; });
    not_empty.signal();
  }
  void take(bool look_again) {
    Lock hold(mu);
    if (loaves.read() == 0) not_empty.wait();
    while (look_again && loaves.read() == 0) not_empty.wait();
    loaves.update([](int& n) { --n; });
    check(loaves.read() >= 0, "nobody takes from an empty shelf");
  }
};

void sell(bool look_again) {
  auto* shelf = make<Shelf>();
  auto* customers = make<WaitGroup>();
  for (int customer = 0; customer < 2; ++customer) {
    customers->go([=] { shelf->take(look_again); });
  }
  shelf->put();
  shelf->put();
  customers->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/bounded_buffer_if_not_while",
    .story =
        "A customer who is woken takes a loaf without looking whether there still is one. Between "
        "the signal and the moment he has the lock, another customer came by and took it.",
    .tags = "pattern mutex cond producer-consumer",
    .expect = {Kind::check_failed},
    .body = [] { sell(false); },
    .fixed = [] { sell(true); },
};

}  // namespace heddle::scenarios::patterns::bounded_buffer_if_not_while
