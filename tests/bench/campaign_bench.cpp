// Whole campaigns: what worker processes cost beside the loop in one process, what a second one
// brings, and whether a long campaign grows or slows.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "baseline.h"
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

// 65,536 classes.
constexpr Scenario readers{.name = "readers", .body = [] {
                             auto* x = make<Atomic<int>>(0);
                             go([x] { x->store(1); });
                             for (int i = 0; i < 16; ++i) go([x] { x->load(); });
                           }};

CampaignOptions options_of(std::uint64_t runs, unsigned jobs) {
  CampaignOptions options;
  options.runs = runs;
  options.seed = 1;
  options.jobs = jobs;
  return options;
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

// The ratio is of the processor time of all processes: what others do to the machine counts less.
template <class Make>
void measure(benchmark::State& state, Make make) {
  double runs = 0;
  double seconds = 0;
  const double before = cpu_seconds();
  for (auto _ : state) {
    const CampaignResult result = make();
    runs += static_cast<double>(result.counts.runs);
    seconds += result.seconds;
  }
  const double cpu = cpu_seconds() - before;
  state.counters["runs/s"] = runs / seconds;
  state.counters["runs/cpu_s"] = runs / cpu;
  report_ratio(state, runs, cpu);
}

void in_process(benchmark::State& state, const Scenario& scenario, std::uint64_t runs) {
  const search::Target target = search::target_of(scenario);
  measure(state, [&] { return search::explore_here(target, options_of(runs, 1)); });
}

void in_workers(benchmark::State& state, const Scenario& scenario, std::uint64_t runs) {
  const search::Target target = search::target_of(scenario);
  const auto jobs = static_cast<unsigned>(state.range(0));
  measure(state, [&] { return search::explore_isolated(target, options_of(runs, jobs), {}); });
}

BENCHMARK_CAPTURE(in_process, add_twice, add_twice, 1'000'000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(in_workers, add_twice, add_twice, 1'000'000)
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(in_process, lock_rounds, lock_rounds, 100'000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(in_workers, lock_rounds, lock_rounds, 100'000)
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// A search to its end: the time tells, because parts of it make redundant runs.
void BM_Search(benchmark::State& state) {
  const search::Target target = search::target_of(readers);
  CampaignOptions options = options_of(1'000'000, static_cast<unsigned>(state.range(0)));
  options.strategy = "dpor";
  measure(state, [&] {
    CampaignResult result = search::explore_isolated(target, options, {});
    if (!result.complete || result.counts.explored != 65'536) state.SkipWithError("not complete");
    return result;
  });
}
BENCHMARK(BM_Search)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// Whether the second half of a campaign takes longer than the first (by its tenths, 6 to 9 of 2 to
// 5), and what it needs of memory.
void BM_LongCampaign(benchmark::State& state) {
  const search::Target target = search::target_of(add_twice);
  const auto runs = static_cast<std::uint64_t>(state.range(0));
  std::vector<double> ends;  // of tenths
  measure(state, [&] {
    ends.clear();
    return search::explore_isolated(target, options_of(runs, 1), {}, [&](const Standing& standing) {
      while (standing.counts.runs * 10 >= runs * (ends.size() + 1)) {
        ends.push_back(standing.seconds);
      }
    });
  });
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  state.counters["worker_MB"] = static_cast<double>(usage.ru_maxrss) / 1024;
  // Short ones are over before anybody is told of a tenth.
  if (ends.size() < 9 || ends[4] == ends[0]) return;
  state.counters["second_of_first_half"] = (ends[8] - ends[4]) / (ends[4] - ends[0]);
}
BENCHMARK(BM_LongCampaign)
    ->RangeMultiplier(10)
    ->Range(1'000, 10'000'000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// Workers that grow are replaced; a campaign of leaking runs ends well.
void BM_LeakyCampaign(benchmark::State& state) {
  const search::Target target = search::target_of(leaky);
  search::Isolation isolation;
  isolation.worker_bytes = 200 << 20;
  measure(state, [&] {
    CampaignResult result = search::explore_isolated(target, options_of(100'000, 2), isolation);
    state.counters["workers"] = static_cast<double>(result.workers);
    if (!result.not_green.empty() || !result.findings.empty()) state.SkipWithError("not green");
    return result;
  });
}
BENCHMARK(BM_LeakyCampaign)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace heddle::bench

BENCHMARK_MAIN();
