#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::worker_pool_forgotten_close {
namespace {

struct Studio {
  Chan<int> queue = make_chan<int>(1);
  WaitGroup crew;
  Atomic<int> finished;

  void work() {
    for ([[maybe_unused]] int picture : queue) finished.add(1);
  }
};

void make_thumbnails(bool close_queue) {
  auto* studio = make<Studio>();
  for (int worker = 0; worker < 2; ++worker) studio->crew.go([=] { studio->work(); });
  for (int picture = 0; picture < 3; ++picture) studio->queue.send(picture);
  if (close_queue) studio->queue.close();
  studio->crew.wait();
  check(studio->finished.load() == 3, "every picture has been made");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_forgotten_close",
    .story =
        "The last picture has been handed out, but nobody closes the queue. The workers wait for "
        "more work and the studio waits for the workers.",
    .tags = "pattern channel waitgroup worker-pool",
    .expect = {Kind::deadlock},
    .body = [] { make_thumbnails(false); },
    .fixed = [] { make_thumbnails(true); },
};

}  // namespace heddle::scenarios::patterns::worker_pool_forgotten_close
