#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::worker_pool_results {
namespace {

constexpr int numbers = 3;

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_results",
    .story =
        "Workers take numbers from one channel and put squares into another. A goroutine of its "
        "own waits for the workers and then closes the results, so that the reader knows when it "
        "has them all.",
    .tags = "pattern channel waitgroup worker-pool",
    .body =
        [] {
          Chan<int> jobs = make_chan<int>();
          Chan<int> results = make_chan<int>();
          auto* workers = make<WaitGroup>();
          for (int worker = 0; worker < 2; ++worker) {
            workers->go([=] {
              for (int number : jobs) results.send(number * number);
            });
          }
          go("feeder", [=] {
            for (int number = 1; number <= numbers; ++number) jobs.send(number);
            jobs.close();
          });
          go("closer", [=] {
            workers->wait();
            results.close();
          });
          int arrived = 0;
          int sum = 0;
          for (int square : results) {
            ++arrived;
            sum += square;
          }
          check(arrived == numbers && sum == 1 + 4 + 9, "each square arrives once");
        },
};

}  // namespace heddle::scenarios::patterns::worker_pool_results
