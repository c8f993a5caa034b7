#include "recorded.h"

#include <string>

#include "strategy/factory.h"

namespace heddle::bench {

Recorded::Recorded(const Scenario& scenario)
    : target_(search::target_of(scenario)), record_(target_.program) {
  std::string error;
  strategy_ = strategy::make_strategy("random", -1, error);
}

void Recorded::run(bool recorded) {
  strategy_->begin_run(0, engine::combine(1, 0));
  engine::Recorder& recorder = record_.recorder();
  if (recorded) recorder.clear();
  const engine::RunResult result =
      run_.execute(target_.program, *strategy_, record_.log(), 2, recorded ? &recorder : nullptr);
  strategy_->end_run({result.steps, result.decisions, result.goroutines, false, false});
}

trace::Trace Recorded::trace() {
  search::Execution execution;
  execution.ended = true;
  return search::make_trace(target_, {"random", 1, 0, 2}, record_, execution);
}

std::size_t read_events(benchmark::State& state, const std::string& bytes) {
  std::size_t events = 0;
  for (auto _ : state) {
    trace::TraceError error;
    const auto trace = trace::parse_trace(bytes, error);
    events = trace ? trace->events.size() : 0;
  }
  return events;
}

}  // namespace heddle::bench
