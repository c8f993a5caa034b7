#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::semaphore_weighted_in_parts {
namespace {

struct Machine {
  Semaphore memory{3};

  void run(int input, int output, bool at_once) {
    if (at_once) {
      memory.acquire(background(), input + output);
    } else {
      memory.acquire(background(), input);
      memory.acquire(background(), output);
    }
    memory.release(input + output);
  }
};

void run_jobs(bool at_once) {
  auto* machine = make<Machine>();
  auto* jobs = make<WaitGroup>();
  for (int job = 0; job < 2; ++job) jobs->go([=] { machine->run(1, 2, at_once); });
  jobs->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/semaphore_weighted_in_parts",
    .story =
        "A job takes memory for its input and, later, more for its output. Two jobs that both hold "
        "their first part leave too little for either of them to get the second.",
    .tags = "pattern semaphore hold-and-wait",
    .expect = {Kind::deadlock},
    .body = [] { run_jobs(false); },
    .fixed = [] { run_jobs(true); },
};

}  // namespace heddle::scenarios::patterns::semaphore_weighted_in_parts
