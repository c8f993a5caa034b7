#include <heddle/heddle.h>

namespace heddle::scenarios::goker::serving_3068 {
namespace {

using namespace std::chrono_literals;

struct Pool {
  Chan<Atomic<int>*> work = make_chan<Atomic<int>*>(5);  // counters to count up
  WaitGroup wg;
  Once once;

  Pool() {
    go("worker", [this] {
      for (Atomic<int>* counter : work) {
        counter->add(1);
        wg.done();
      }
    });
  }
  void submit(Atomic<int>* counter) {
    wg.add(1);
    work.send(counter);
  }
  void close() {
    once.run_once([this] {
      work.close();
      go("closer", [this] { wg.wait(); });
    });
  }
};

void test_pool(bool waits_for_client) {
  auto* pool = make<Pool>();
  auto* counter = make<Atomic<int>>(0);
  auto* client = make<WaitGroup>();
  client->add(1);
  go("client", [=] {
    Defer done([=] { client->done(); });
    for (int job = 0; job < 5; ++job) {
      pool->submit(counter);
      sleep(10ms);
    }
  });
  if (waits_for_client) client->wait();
  pool->close();
  if (!waits_for_client) client->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/serving_3068",
    .story =
        "A test closes a worker pool while a client still gives it jobs. Closing closes the "
        "channel of jobs at once, and the client's next job is sent on a closed channel.",
    .tags = "goker serving nonblocking channel waitgroup",
    .expect = {Kind::send_on_closed, Kind::channel_race, Kind::waitgroup_misuse},
    .body = [] { test_pool(false); },
    .fixed = [] { test_pool(true); },
};

}  // namespace heddle::scenarios::goker::serving_3068
