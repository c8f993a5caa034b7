#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::semaphore_weighted {
namespace {

constexpr int units = 4;

struct Machine {
  Semaphore memory{units};
  Atomic<int> used;
  Atomic<int> finished;

  void run(int need) {
    if (memory.acquire(background(), need)) return;
    check(used.add(need) <= units, "no more memory is used than there is");
    used.add(-need);
    memory.release(need);
    finished.add(1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/semaphore_weighted",
    .story =
        "Jobs ask for as much memory as they need, all in one go, from a weighted semaphore of "
        "four units. The sum in use never exceeds four, and the job that needs most is not "
        "starved.",
    .tags = "pattern semaphore context",
    .body =
        [] {
          auto* machine = make<Machine>();
          auto* jobs = make<WaitGroup>();
          for (int need : {2, 3, 4}) jobs->go([=] { machine->run(need); });
          jobs->wait();
          check(machine->finished.load() == 3, "every job has run");
        },
};

}  // namespace heddle::scenarios::patterns::semaphore_weighted
