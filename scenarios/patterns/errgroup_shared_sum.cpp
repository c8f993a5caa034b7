#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::errgroup_shared_sum {
namespace {

struct Inventory {
  Mutex mu;
  Var<int> items{0};

  void add(int found, bool locked) {
    if (!locked) {
      items.update([=](int& n) { n += found; });
      return;
    }
    Lock hold(mu);
    items.update([=](int& n) { n += found; });
  }
};

void take_stock(bool locked) {
  auto* inventory = make<Inventory>();
  ErrGroup group;
  for (int found : {3, 4}) {
    group.go([=] {
      inventory->add(found, locked);
      return Error{};
    });
  }
  group.wait();
  check(inventory->items.read() == 7, "every item is counted");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/errgroup_shared_sum",
    .story =
        "Each member adds its number to one sum, since wait comes before the sum is read. The "
        "members themselves, however, run side by side, and their additions are unordered.",
    .tags = "pattern errgroup shared-state",
    .expect = {Kind::data_race},
    .body = [] { take_stock(false); },
    .fixed = [] { take_stock(true); },
};

}  // namespace heddle::scenarios::patterns::errgroup_shared_sum
