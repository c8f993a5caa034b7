#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::wait_without_loop {
namespace {

struct Bakery {
  Mutex mu;
  Cond baked{mu};
  Var<int> loaves{0};

  void bake() {
    Lock hold(mu);
    loaves.write(loaves.read() + 1);
    baked.broadcast();
  }
  void buy_after_one_look() {
    Lock hold(mu);
    if (loaves.read() == 0) baked.wait();
    take();
  }
  void buy() {
    Lock hold(mu);
    while (loaves.read() == 0) baked.wait();
    take();
  }
  void take() {
    check(loaves.read() > 0, "who buys a loaf gets one");
    loaves.write(loaves.read() - 1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/wait_without_loop",
    .story =
        "Customers wait until bread is baked, and are all woken for each loaf. Who looks only "
        "once, with an if, does not see that somebody else was quicker.",
    .tags = "cond mutex",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* bakery = make<Bakery>();
          go("customer", [=] { bakery->buy_after_one_look(); });
          go("customer", [=] { bakery->buy_after_one_look(); });
          for (int loaf = 0; loaf < 2; ++loaf) bakery->bake();
        },
    .fixed =
        [] {
          auto* bakery = make<Bakery>();
          go("customer", [=] { bakery->buy(); });
          go("customer", [=] { bakery->buy(); });
          for (int loaf = 0; loaf < 2; ++loaf) bakery->bake();
        },
};

}  // namespace heddle::scenarios::deadlocks::wait_without_loop
