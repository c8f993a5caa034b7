#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

// Ten writers turn two lamps on, first the left one. The inspector must not see one lamp alone.
void ten_writers() {
  Atomic<int> left(0);
  Atomic<int> right(0);
  WaitGroup all;
  for (int writer = 0; writer < 10; ++writer) {
    all.go([&] {
      left.store(1);
      right.store(1);
    });
  }
  all.go([&] {
    bool left_seen = left.load() == 1;
    bool right_seen = right.load() == 1;
    check(left_seen == right_seen, "the lamps are alike");
  });
  all.wait();
}

constinit const Scenario lamps{
    .name = "lamps",
    .story = "Only who looks after the very first step of many sees that the lamps differ.",
    .expect = {Kind::check_failed},
    .body = ten_writers,
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&lamps}); }
