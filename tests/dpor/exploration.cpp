#include "dpor/exploration.h"

#include <gtest/gtest.h>

namespace heddle::dpor_test {

Exploration Explorer::explore(engine::Strategy& strategy, std::uint64_t runs_most,
                              const std::function<std::uint64_t()>& look, std::uint32_t early) {
  const engine::DecisionLog log(reinterpret_cast<engine::DecisionLog::Memory*>(memory_.data()),
                                capacity);
  Exploration result;
  for (;; ++result.runs) {
    if (!strategy.begin_run(result.runs, engine::combine(1, result.runs))) {
      result.ended = true;
      break;
    }
    if (result.runs == runs_most) break;
    run_.count_classes(true);
    const engine::RunResult run = run_.execute(program_, strategy, log, early);
    const bool cut = run.cut != nullptr;
    strategy.end_run({run.steps, run.decisions, run.goroutines, cut, !run_.findings().empty()});
    if (cut) {
      ++result.cut;
      continue;
    }
    for (const trace::Finding& finding : run_.findings()) result.kinds.insert(finding.kind);
    if (look) ++result.seen[look()];
    ++result.classes_of_runs[run.class_hash];
  }
  result.exhaustive = strategy.exhaustive();
  result.classes = strategy.classes();
  result.redundant = result.runs - result.cut - result.classes;
  return result;
}

Exploration Explorer::explore(const std::string& spec, std::uint64_t runs_most,
                              const std::function<std::uint64_t()>& look, std::uint32_t early) {
  std::string error;
  const std::unique_ptr<engine::Strategy> strategy = strategy::make_strategy(spec, -1, error);
  EXPECT_NE(strategy, nullptr) << error;
  return strategy == nullptr ? Exploration{} : explore(*strategy, runs_most, look, early);
}

}  // namespace heddle::dpor_test
