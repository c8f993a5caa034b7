#include <heddle/heddle.h>

namespace heddle::scenarios::channels::send_after_shutdown {
namespace {

struct Pool {
  Chan<int> jobs = make_chan<int>(2);
  Atomic<bool> stopping{false};
  RWMutex mu;
  Atomic<int> done{0};

  void work() {
    for (int job : jobs) done.add(job);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/send_after_shutdown",
    .story =
        "A pool refuses jobs once it is stopping, but a job that has passed the question may "
        "reach the queue after it was closed. After Knative's worker pool (serving 3068).",
    .tags = "channel atomic goker",
    .expect = {Kind::send_on_closed, Kind::channel_race},
    .body =
        [] {
          auto* pool = make<Pool>();
          go("worker", [=] { pool->work(); });
          go("client", [=] {
            if (!pool->stopping.load()) pool->jobs.send(1);
          });
          pool->stopping.store(true);
          pool->jobs.close();
        },
    .fixed =
        [] {
          auto* pool = make<Pool>();
          go("worker", [=] { pool->work(); });
          go("client", [=] {
            SharedLock hold(pool->mu);
            if (!pool->stopping.load()) pool->jobs.send(1);
          });
          Lock hold(pool->mu);
          pool->stopping.store(true);
          pool->jobs.close();
        },
};

}  // namespace heddle::scenarios::channels::send_after_shutdown
