#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::worker_pool_results_wait_first {
namespace {

constexpr int numbers = 2;

void square_all(int room_for_results) {
  Chan<int> jobs = make_chan<int>(numbers);
  Chan<int> results = make_chan<int>(room_for_results);
  auto* workers = make<WaitGroup>();
  for (int worker = 0; worker < 2; ++worker) {
    workers->go([=] {
      for (int number : jobs) results.send(number * number);
    });
  }
  for (int number = 1; number <= numbers; ++number) jobs.send(number);
  jobs.close();
  workers->wait();
  results.close();
  int sum = 0;
  for (int square : results) sum += square;
  check(sum == 1 + 4, "each square arrives once");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_results_wait_first",
    .story =
        "The reader first waits until all workers have finished and then reads their results. The "
        "workers cannot finish, because nobody takes the results from the channel.",
    .tags = "pattern channel waitgroup worker-pool",
    .expect = {Kind::deadlock},
    .body = [] { square_all(0); },
    .fixed = [] { square_all(numbers); },
};

}  // namespace heddle::scenarios::patterns::worker_pool_results_wait_first
