#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

// A shelf with room for one loaf. Who finds it empty waits.
struct Shelf {
  Mutex mutex;
  Cond filled{mutex};
  int loaves = 0;

  void put() {
    Lock hold(mutex);
    ++loaves;
    filled.broadcast();
  }
  void take(bool look_again) {
    Lock hold(mutex);
    if (look_again) {
      while (loaves == 0) filled.wait();
    } else {
      if (loaves == 0) filled.wait();
    }
    --loaves;
    check(loaves >= 0, "nobody takes a loaf that is not there");
  }
};

void bakery(bool look_again) {
  Shelf shelf;
  WaitGroup all;
  all.go([&] { shelf.take(look_again); });
  all.go([&] { shelf.take(look_again); });
  all.go([&] { shelf.put(); });
  all.go([&] { shelf.put(); });
  all.wait();
}

constinit const Scenario loaves{
    .name = "loaves",
    .story = "Two customers are woken for one loaf, and one of them does not look again.",
    .expect = {Kind::check_failed},
    .body = [] { bakery(false); },
    .fixed = [] { bakery(true); },
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&loaves}); }
