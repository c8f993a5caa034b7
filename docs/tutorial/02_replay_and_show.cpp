#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

struct Shelf {
  Mutex mutex;
  int stock = 1;  // touched only by who holds the mutex

  bool in_stock() {
    Lock hold(mutex);
    return stock > 0;
  }
  void take() {
    Lock hold(mutex);
    --stock;
    check(stock >= 0, "nothing is sold twice");
  }
};

void sell_the_last_one() {
  auto* shelf = make<Shelf>();
  go("cook", [=] {
    if (shelf->in_stock()) shelf->take();
  });
  go("guest", [=] {
    if (shelf->in_stock()) shelf->take();
  });
}

constinit const Scenario last_one{
    .name = "last_one",
    .story = "Two customers see the last one on the shelf, and both take it.",
    .expect = {Kind::check_failed},
    .body = sell_the_last_one,
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&last_one}); }
