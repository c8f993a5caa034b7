#pragma once

// Runs a program many times, each run recorded, and lets a test look at what is left of each.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/trace.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/run.h"
#include "search/execute.h"
#include "strategy/factory.h"

namespace heddle {

// After one run.
struct RecordedRun {
  engine::Run& run;
  const search::Execution& execution;
  trace::Trace trace;

  // The goroutine with this name, or the first without one that main has started.
  engine::Goroutine& goroutine(std::string_view name) const {
    for (std::uint32_t ordinal = 1; ordinal <= run.goroutine_count(); ++ordinal) {
      if (run.goroutine(ordinal).name == name) return run.goroutine(ordinal);
    }
    ADD_FAILURE() << "no goroutine " << name;
    return run.goroutine(1);
  }
  // The number of the last event of a goroutine.
  std::uint32_t last_event(const engine::Goroutine& goroutine) const {
    std::uint32_t last = 0;
    for (const trace::Event& event : trace.events) {
      if (event.goroutine == goroutine.ordinal) last = event.number;
    }
    return last;
  }
  // The number of the event that logged this text; 0 if there was none.
  std::uint32_t logged(std::string_view text) const {
    for (const trace::Event& event : trace.events) {
      if (event.kind == trace::OpKind::log && trace.texts[event.value_a - 1] == text) {
        return event.number;
      }
    }
    return 0;
  }
};

// `look(RecordedRun)` after each of `runs` runs of a body that has no captures.
template <class Look>
void record_runs(void (*body)(), const std::string& strategy, std::uint64_t runs, Look look) {
  const Scenario scenario{.body = body};
  const search::Target target = search::target_of(scenario);
  std::string error;
  const auto choices = strategy::make_strategy(strategy, -1, error);
  ASSERT_NE(choices, nullptr) << error;
  search::Record record(target.program);
  engine::Run run;
  for (std::uint64_t i = 0; i < runs; ++i) {
    const search::RunChoice choice{strategy, 1, i, 2};
    const search::Execution execution = search::execute(run, target, *choices, choice, record);
    if (execution.exhausted) return;
    choices->end_run({execution.steps, execution.decisions, run.goroutine_count(),
                      !execution.cut.empty(), !execution.findings.empty()});
    look(RecordedRun{run, execution, search::make_trace(target, choice, record, execution)});
    if (testing::Test::HasFailure()) return;
  }
}

inline constexpr const char* every_strategy[] = {"random", "pct:depth=3", "dfs", "round-robin"};

}  // namespace heddle
