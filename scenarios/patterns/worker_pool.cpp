#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::worker_pool {
namespace {

constexpr int workers = 2;
constexpr int pictures = 3;

struct Studio {
  Chan<int> queue = make_chan<int>(1);
  WaitGroup crew;
  Atomic<int> in_work;
  Atomic<int> finished;

  void work() {
    for ([[maybe_unused]] int picture : queue) {
      check(in_work.add(1) <= workers, "at most two pictures are in work");
      finished.add(1);
      in_work.add(-1);
    }
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool",
    .story =
        "A fixed crew of two thumbnail makers serves a queue. The queue is closed when there is no "
        "more work, so each of them goes home; never are more than two pictures in work, and none "
        "is left out.",
    .tags = "pattern channel waitgroup worker-pool",
    .body =
        [] {
          auto* studio = make<Studio>();
          for (int worker = 0; worker < workers; ++worker) studio->crew.go([=] { studio->work(); });
          for (int picture = 0; picture < pictures; ++picture) studio->queue.send(picture);
          studio->queue.close();
          studio->crew.wait();
          check(studio->finished.load() == pictures, "every picture has been made");
        },
};

}  // namespace heddle::scenarios::patterns::worker_pool
