#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

void count_visitors() {
  Atomic<int> visitors(0);
  WaitGroup doors;
  for (int door = 0; door < 2; ++door) {
    doors.go([&] {
      int seen = visitors.load();
      visitors.store(seen + 1);
    });
  }
  doors.wait();
  check(visitors.load() == 2, "both visitors are counted");
}

void count_visitors_in_one_step() {
  Atomic<int> visitors(0);
  WaitGroup doors;
  for (int door = 0; door < 2; ++door) {
    doors.go([&] { visitors.add(1); });
  }
  doors.wait();
  check(visitors.load() == 2, "both visitors are counted");
}

constinit const Scenario visitors{
    .name = "visitors",
    .story = "Two doors count their visitors in one number.",
    .expect = {Kind::check_failed},
    .body = count_visitors,
    .fixed = count_visitors_in_one_step,
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&visitors}); }
