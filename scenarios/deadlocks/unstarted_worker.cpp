#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::unstarted_worker {
namespace {

// A pool whose workers come to life when it is started.
struct Pool {
  Chan<Unit> started = make_chan<Unit>();
  Chan<int> jobs = make_chan<int>(2);
  Chan<int> results = make_chan<int>();

  void work() {
    started.recv();
    for (const int job : jobs) results.send(job * job);
  }
  void submit(int job) { jobs.send(job); }
  void start() { started.close(); }
};

void square(bool start_first) {
  auto* pool = make<Pool>();
  go("worker", [=] { pool->work(); });
  pool->submit(3);
  pool->submit(4);
  pool->jobs.close();
  if (start_first) pool->start();
  const int sum = *pool->results.recv() + *pool->results.recv();
  if (!start_first) pool->start();
  check(sum == 25, "the squares are added");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/unstarted_worker",
    .story =
        "Jobs are given to a pool, the results are read, and then the pool is started. The "
        "queue takes the jobs without a word, but for the first result everybody waits.",
    .tags = "channel pool",
    .expect = {Kind::deadlock},
    .body = [] { square(false); },
    .fixed = [] { square(true); },
};

}  // namespace heddle::scenarios::deadlocks::unstarted_worker
