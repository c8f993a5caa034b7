// Whole campaigns: what worker processes cost beside the loop in one process, what a second one
// brings, and whether a long campaign grows or slows.
//
//   heddle_bench_campaign [RUNS]      RUNS of the long campaign; 10 million
//
// Prints figures; whoever reads them judges.

#include <heddle/heddle.h>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "search/isolated.h"
#include "search/result.h"

namespace heddle::bench {
namespace {

using search::CampaignOptions;
using search::CampaignResult;
using search::Standing;

constexpr Scenario add_twice{.name = "add_twice", .body = [] {
                               auto* counter = make<Atomic<int>>(0);
                               for (int i = 0; i < 2; ++i) go([counter] { counter->add(1); });
                             }};

constexpr Scenario lock_rounds{.name = "lock_rounds", .body = [] {
                                 auto* mutex = make<Mutex>();
                                 auto* done = make<WaitGroup>();
                                 done->add(3);
                                 for (int i = 0; i < 3; ++i) {
                                   go([=] {
                                     for (int k = 0; k < 20; ++k) {
                                       mutex->lock();
                                       mutex->unlock();
                                     }
                                     done->done();
                                   });
                                 }
                                 done->wait();
                               }};

void* volatile lost = nullptr;

// Abandons 16 KB in every run.
constexpr Scenario leaky{.name = "leaky", .body = [] {
                           auto* counter = make<Atomic<int>>(0);
                           for (int i = 0; i < 2; ++i) go([counter] { counter->add(1); });
                           constexpr std::size_t bytes = 16 << 10;
                           lost = std::malloc(bytes);
                           std::memset(lost, 1, bytes);
                         }};

CampaignOptions options_of(std::uint64_t runs, unsigned jobs) {
  CampaignOptions options;
  options.runs = runs;
  options.seed = 1;
  options.jobs = jobs;
  return options;
}

double runs_a_second(const CampaignResult& result) {
  return static_cast<double>(result.counts.runs) / result.seconds;
}

// Processor time of this process and of the children that have ended.
double cpu_seconds() {
  double seconds = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
      seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    }
  }
  return seconds;
}

struct Speed {
  double runs_a_second = 0;  // on the clock
  double runs_a_cpu_second =
      0;  // of all processes together: what others do to the machine counts less
};

// The best of a few: the machine has other things to do.
template <class Make>
Speed best(Make make) {
  Speed speed;
  for (int i = 0; i < 5; ++i) {
    const double before = cpu_seconds();
    const CampaignResult result = make();
    const double cpu = cpu_seconds() - before;
    speed.runs_a_second = std::max(speed.runs_a_second, runs_a_second(result));
    speed.runs_a_cpu_second =
        std::max(speed.runs_a_cpu_second, static_cast<double>(result.counts.runs) / cpu);
  }
  return speed;
}

void overhead(const Scenario& scenario, std::uint64_t runs) {
  const search::Target target = search::target_of(scenario);
  const Speed here = best([&] { return search::explore_here(target, options_of(runs, 1)); });
  const Speed one = best([&] { return search::explore_isolated(target, options_of(runs, 1), {}); });
  const Speed two = best([&] { return search::explore_isolated(target, options_of(runs, 2), {}); });
  std::printf("%s, runs a second (in brackets: of processor time)\n", scenario.name);
  std::printf("  in process %9.0f (%9.0f)\n", here.runs_a_second, here.runs_a_cpu_second);
  std::printf("  1 worker   %9.0f (%9.0f)  overhead %+.1f %% (%+.1f %%)\n", one.runs_a_second,
              one.runs_a_cpu_second, (here.runs_a_second / one.runs_a_second - 1) * 100,
              (here.runs_a_cpu_second / one.runs_a_cpu_second - 1) * 100);
  std::printf("  2 workers  %9.0f (%9.0f)  x %.2f of one worker\n", two.runs_a_second,
              two.runs_a_cpu_second, two.runs_a_second / one.runs_a_second);
  std::fflush(stdout);
}

double megabytes_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void long_campaign(std::uint64_t runs) {
  const search::Target target = search::target_of(add_twice);
  std::vector<double> at_tenth;
  double last_tenth_seconds = 0;
  const CampaignResult result =
      search::explore_isolated(target, options_of(runs, 1), {}, [&](const Standing& standing) {
        while (standing.counts.runs * 10 >= runs * (at_tenth.size() + 1)) {
          at_tenth.push_back(standing.seconds - last_tenth_seconds);
          last_tenth_seconds = standing.seconds;
        }
      });
  at_tenth.push_back(result.seconds - last_tenth_seconds);
  std::printf("%llu runs of %s: %.1f s, %.0f runs/s, %llu worker(s), largest %.0f MB; tenths:",
              static_cast<unsigned long long>(result.counts.runs), add_twice.name, result.seconds,
              runs_a_second(result), static_cast<unsigned long long>(result.workers),
              megabytes_of_children());
  for (const double seconds : at_tenth) std::printf(" %.2f", seconds);
  std::printf("\n");
}

void leaky_campaign() {
  const search::Target target = search::target_of(leaky);
  search::Isolation isolation;
  isolation.worker_bytes = 200 << 20;
  const CampaignResult few = search::explore_isolated(target, options_of(100'000, 2), isolation);
  std::printf("%llu runs that each abandon 16 KB: %.1f s, %llu workers, green: %s\n",
              static_cast<unsigned long long>(few.counts.runs), few.seconds,
              static_cast<unsigned long long>(few.workers),
              few.not_green.empty() && few.findings.empty() ? "yes" : "no");
}

}  // namespace
}  // namespace heddle::bench

int main(int argc, char** argv) {
  using namespace heddle::bench;
  const std::uint64_t runs = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
  overhead(add_twice, 1'000'000);
  overhead(lock_rounds, 100'000);
  long_campaign(runs);
  leaky_campaign();
  return 0;
}
