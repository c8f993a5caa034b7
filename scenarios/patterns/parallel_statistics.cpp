#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::parallel_statistics {
namespace {

constexpr std::array<int, 6> samples{4, 8, -1, 6, -1, 2};
constexpr int broken = -1;

struct Sums {
  int count = 0;
  int sum = 0;
  int errors = 0;
};

struct Report {
  Mutex mu;
  Var<Sums> whole;

  void join(Sums part) {
    Lock hold(mu);
    whole.update([=](Sums& sums) {
      sums.count += part.count;
      sums.sum += part.sum;
      sums.errors += part.errors;
    });
  }
};

Sums sums_of(std::size_t begin, std::size_t end) {
  Sums part;
  for (std::size_t i = begin; i < end; ++i) {
    if (samples[i] == broken) {
      ++part.errors;
    } else {
      ++part.count;
      part.sum += samples[i];
    }
  }
  return part;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/parallel_statistics",
    .story =
        "Samples are split among three goroutines; each makes the sums of its own part and joins "
        "them to the whole under a lock, with the samples it could not use. The mean comes out "
        "right whatever the order.",
    .tags = "pattern waitgroup mutex error fork-join",
    .body =
        [] {
          auto* report = make<Report>();
          auto* workers = make<WaitGroup>();
          for (std::size_t begin = 0; begin < samples.size(); begin += 2) {
            workers->go([=] { report->join(sums_of(begin, begin + 2)); });
          }
          workers->wait();
          const Sums sums = report->whole.read();
          check(sums.count + sums.errors == 6 && sums.errors == 2, "every sample is counted once");
          check(sums.sum == 5 * sums.count, "the mean is five");
        },
};

}  // namespace heddle::scenarios::patterns::parallel_statistics
