// Whole runs as a campaign makes them: race detection on, decisions recorded.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "baseline.h"
#include "detect/live.h"
#include "engine/run.h"
#include "strategy/factory.h"

namespace heddle::bench {
namespace {

// One program under one strategy, run after run in this process.
class Campaign {
 public:
  Campaign(const Scenario& scenario, const char* strategy, bool classes = false)
      : program_(engine::program_of(scenario)), memory_(engine::DecisionLog::bytes_for(capacity)) {
    std::string error;
    strategy_ = strategy::make_strategy(strategy, -1, error);
    log_ = engine::DecisionLog(reinterpret_cast<engine::DecisionLog::Memory*>(memory_.data()),
                               capacity);
    run_.observe(&detectors_);
    run_.count_classes(classes);
  }

  void run() {
    strategy_->begin_run(runs_, engine::combine(1, runs_));
    const engine::RunResult result = run_.execute(program_, *strategy_, log_, 2);
    strategy_->end_run({result.steps, result.decisions, result.goroutines, result.cut != nullptr,
                        !run_.findings().empty()});
    ++runs_;
    steps_ += result.steps;
    decisions_ += result.decisions;
    switches_ += result.switches;
    found_ += run_.findings().size();
  }

  double runs() const { return static_cast<double>(runs_); }
  double steps() const { return static_cast<double>(steps_); }
  double switches() const { return static_cast<double>(switches_); }

  void report(benchmark::State& state, double seconds) const {
    state.counters["runs/s"] = runs() / seconds;
    state.counters["decisions"] = static_cast<double>(decisions_) / runs();
    state.counters["switches"] = switches() / runs();
    if (found_ != 0) state.SkipWithError("the program has a finding");
  }

 private:
  static constexpr std::uint64_t capacity = 1 << 20;
  engine::Program program_;
  engine::Run run_;
  detect::Live detectors_;
  std::vector<std::byte> memory_;
  engine::DecisionLog log_;
  std::unique_ptr<engine::Strategy> strategy_;
  std::uint64_t runs_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t decisions_ = 0;
  std::uint64_t switches_ = 0;
  std::uint64_t found_ = 0;
};

void measure_runs(benchmark::State& state, const Scenario& scenario, bool classes = false) {
  Campaign campaign(scenario, "random", classes);
  for (int i = 0; i < 100; ++i) campaign.run();  // pools fill up
  const double before = campaign.runs();
  const Watch watch;
  for (auto _ : state) campaign.run();
  const double seconds = watch.seconds();
  report_ratio(state, campaign.runs() - before, seconds);
  campaign.report(state, seconds * campaign.runs() / (campaign.runs() - before));
}

// Each of `goroutines`, `rounds` times: lock, update a Var, unlock; main waits.
template <int goroutines, int rounds>
void lock_and_increment() {
  Mutex mutex;
  Var<int> counter{0};
  WaitGroup done;
  done.add(goroutines);
  for (int i = 0; i < goroutines; ++i) {
    go([&] {
      for (int round = 0; round < rounds; ++round) {
        mutex.lock();
        counter.update([](int& value) { ++value; });
        mutex.unlock();
      }
      done.done();
    });
  }
  done.wait();
}

template <int goroutines, int rounds>
void add_atomically() {
  Atomic<int> counter{0};
  WaitGroup done;
  done.add(goroutines);
  for (int i = 0; i < goroutines; ++i) {
    go([&] {
      for (int round = 0; round < rounds; ++round) counter.add(1);
      done.done();
    });
  }
  done.wait();
}

constinit const Scenario lock_inc_2{.name = "lock_inc_2", .body = lock_and_increment<2, 1>};
constinit const Scenario k1{.name = "k1", .body = lock_and_increment<3, 20>};
constinit const Scenario k5{.name = "k5", .body = add_atomically<3, 20>};

void BM_LockIncUnlock2(benchmark::State& state) { measure_runs(state, lock_inc_2); }
void BM_LockIncUnlock2Classes(benchmark::State& state) { measure_runs(state, lock_inc_2, true); }
void BM_K1(benchmark::State& state) { measure_runs(state, k1); }
void BM_K5(benchmark::State& state) { measure_runs(state, k5); }
// With the hash of each run's class (engine/class_hash.h).
void BM_K1Classes(benchmark::State& state) { measure_runs(state, k1, true); }
void BM_K5Classes(benchmark::State& state) { measure_runs(state, k5, true); }
BENCHMARK(BM_LockIncUnlock2);
BENCHMARK(BM_K1);
BENCHMARK(BM_K5);
BENCHMARK(BM_LockIncUnlock2Classes);
BENCHMARK(BM_K1Classes);
BENCHMARK(BM_K5Classes);

// A decided operation with a switch: two goroutines, each on an object of its own, and a strategy
// that always takes the other one.
constexpr int decided_operations = 10'000;

void take_turns() {
  auto* a = make<Atomic<int>>(0);
  auto* b = make<Atomic<int>>(0);
  go([=] {
    for (int i = 0; i < decided_operations; ++i) a->store(i);
  });
  for (int i = 0; i < decided_operations; ++i) b->store(i);
}

void BM_DecidedSwitch(benchmark::State& state) {
  const Scenario scenario{.name = "take_turns", .body = take_turns, .detect_races = false};
  Campaign campaign(scenario, "round-robin");
  const Watch watch;
  for (auto _ : state) campaign.run();
  const double seconds = watch.seconds();
  report_ratio(state, campaign.switches(), seconds);
  campaign.report(state, seconds);
}
BENCHMARK(BM_DecidedSwitch);

constexpr int spawned = 64;

void spawn_and_exit() {
  for (int i = 0; i < spawned; ++i) go([] {});
}

void BM_SpawnExit(benchmark::State& state) {
  const Scenario scenario{.name = "spawn_and_exit", .body = spawn_and_exit};
  Campaign campaign(scenario, "random");
  const Watch watch;
  for (auto _ : state) campaign.run();
  const double seconds = watch.seconds();
  report_ratio(state, campaign.runs() * spawned, seconds);
  campaign.report(state, seconds);
}
BENCHMARK(BM_SpawnExit);

// Many goroutines wait on one channel; closing it wakes them all.
template <int count>
void wait_all() {
  const Chan<Unit> gate = make_chan<Unit>();
  WaitGroup* done = make<WaitGroup>();
  done->add(count);
  for (int i = 0; i < count; ++i) {
    go([=] {
      gate.recv();
      done->done();
    });
  }
  // Everybody is parked when main goes on.
  sleep(std::chrono::milliseconds(1));
  gate.close();
  done->wait();
}

double resident_bytes() {
  long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<double>(pages) * 4096;
}

double peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

template <int count>
void wait_for_all(benchmark::State& state, bool detect_races) {
  const Scenario scenario{.name = "many",
                          .body = wait_all<count>,
                          .detect_races = detect_races,
                          .limits = {.steps = 20'000'000}};
  const double before = resident_bytes();
  const Watch watch;
  double runs = 0;
  Campaign campaign(scenario, "random");
  for (auto _ : state) {
    campaign.run();
    ++runs;
  }
  const double seconds = watch.seconds();
  report_ratio(state, runs * count, seconds);
  campaign.report(state, seconds);
  state.counters["GB_peak"] = peak_bytes() / 1e9;
  state.counters["KB_a_goroutine"] = (peak_bytes() - before) / count / 1024;
}

void BM_MillionGoroutines(benchmark::State& state) { wait_for_all<1'000'000>(state, false); }
BENCHMARK(BM_MillionGoroutines)->Iterations(1)->Unit(benchmark::kSecond);

// With race detection: each goroutine has a clock of all.
template <int count>
void BM_CheckedGoroutines(benchmark::State& state) {
  wait_for_all<count>(state, true);
}
BENCHMARK(BM_CheckedGoroutines<10>);
BENCHMARK(BM_CheckedGoroutines<100>);
BENCHMARK(BM_CheckedGoroutines<1'000>)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_CheckedGoroutines<10'000>)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace heddle::bench

BENCHMARK_MAIN();
