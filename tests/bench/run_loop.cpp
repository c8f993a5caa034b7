#include "run_loop.h"

#include "baseline.h"
#include "strategy/factory.h"

namespace heddle::bench {
namespace {

// A step is at most one decision, but for a few.
std::uint64_t decisions_most(const Scenario& scenario) { return scenario.limits.steps * 2; }

}  // namespace

RunLoop::RunLoop(const Scenario& scenario, const char* strategy, bool classes)
    : program_(engine::program_of(scenario)),
      memory_(engine::DecisionLog::bytes_for(decisions_most(scenario))) {
  std::string error;
  strategy_ = strategy::make_strategy(strategy, -1, error);
  log_ = engine::DecisionLog(reinterpret_cast<engine::DecisionLog::Memory*>(memory_.data()),
                             decisions_most(scenario));
  run_.observe(&detectors_);
  run_.count_classes(classes);
}

void RunLoop::run() {
  strategy_->begin_run(runs_, engine::combine(1, runs_));
  const engine::RunResult result = run_.execute(program_, *strategy_, log_, 2);
  strategy_->end_run({result.steps, result.decisions, result.goroutines, result.cut != nullptr,
                      !run_.findings().empty()});
  ++runs_;
  steps_ += result.steps;
  decisions_ += result.decisions;
  switches_ += result.switches;
  found_ += run_.findings().size();
  if (result.cut != nullptr) cut_ = result.cut;
}

void RunLoop::report(benchmark::State& state, double seconds) const {
  state.counters["runs/s"] = runs() / seconds;
  state.counters["decisions"] = static_cast<double>(decisions_) / runs();
  state.counters["switches"] = switches() / runs();
  check(state);
}

void RunLoop::check(benchmark::State& state) const {
  if (found_ != 0) state.SkipWithError("the program has a finding");
  if (cut_ != nullptr) state.SkipWithError(cut_);
}

void measure_runs(benchmark::State& state, const Scenario& scenario, bool classes) {
  RunLoop loop(scenario, "random", classes);
  for (int i = 0; i < 100; ++i) loop.run();  // pools fill up
  const double before = loop.runs();
  const Watch watch;
  for (auto _ : state) loop.run();
  const double seconds = watch.seconds();
  report_ratio(state, loop.runs() - before, seconds);
  loop.report(state, seconds * loop.runs() / (loop.runs() - before));
}

}  // namespace heddle::bench
