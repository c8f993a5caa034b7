#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::permit_by_permit {
namespace {

// A program that may have two files open at a time; a copy needs both.
struct Copier {
  Semaphore open_files{2};
  Atomic<int> copied{0};
  WaitGroup copies;

  void copy_one_by_one() {
    open_files.acquire(background());  // the source
    open_files.acquire(background());  // the target
    copied.add(1);
    open_files.release(2);
  }
  void copy() {
    open_files.acquire(background(), 2);
    copied.add(1);
    open_files.release(2);
  }
};

void copy_two(void (Copier::*copy)()) {
  auto* copier = make<Copier>();
  for (int file = 0; file < 2; ++file) {
    copier->copies.go([=] { (copier->*copy)(); });
  }
  copier->copies.wait();
  check(copier->copied.load() == 2, "both files are copied");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/permit_by_permit",
    .story =
        "A copy takes one permit for its source and another one for its target. Two copies at a "
        "time may hold one each, and there is none left.",
    .tags = "semaphore waitgroup",
    .expect = {Kind::deadlock},
    .body = [] { copy_two(&Copier::copy_one_by_one); },
    .fixed = [] { copy_two(&Copier::copy); },
};

}  // namespace heddle::scenarios::deadlocks::permit_by_permit
