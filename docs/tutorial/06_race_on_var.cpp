#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

struct Offer {
  Var<int> price{0};
  Atomic<bool> ready{false};

  void announce() {
    ready.store(true);
    price.write(42);
  }
  void look() {
    if (ready.load()) price.read();
  }
};

constinit const Scenario offer{
    .name = "offer",
    .story = "The flag says that there is a price before there is one.",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* shop = make<Offer>();
          go("shop", [=] { shop->announce(); });
          go("customer", [=] { shop->look(); });
        },
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&offer}); }
