#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::worker_pool_results_early_close {
namespace {

constexpr int numbers = 2;

void square_all(bool wait_for_workers) {
  Chan<int> jobs = make_chan<int>();
  Chan<int> results = make_chan<int>(numbers);
  auto* workers = make<WaitGroup>();
  for (int worker = 0; worker < 2; ++worker) {
    workers->go([=] {
      for (int number : jobs) results.send(number * number);
    });
  }
  for (int number = 1; number <= numbers; ++number) jobs.send(number);
  jobs.close();
  if (wait_for_workers) workers->wait();
  results.close();
  int sum = 0;
  for (int square : results) sum += square;
  check(sum == 1 + 4, "each square arrives once");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_results_early_close",
    .story =
        "The results are closed as soon as the last job has been handed out. The worker that has "
        "it is still busy: its answer meets a closed channel, or comes after the reader has "
        "counted.",
    .tags = "pattern channel waitgroup worker-pool close",
    .expect = {Kind::send_on_closed, Kind::channel_race, Kind::check_failed},
    .body = [] { square_all(false); },
    .fixed = [] { square_all(true); },
};

}  // namespace heddle::scenarios::patterns::worker_pool_results_early_close
