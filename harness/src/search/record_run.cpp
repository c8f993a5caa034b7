#include "search/record_run.h"

#include <string>
#include <utility>
#include <vector>

#include "search/child.h"
#include "search/death.h"
#include "search/message.h"
#include "search/post_mortem.h"
#include "search/watch.h"
#include "strategy/replay.h"

namespace heddle::search {
namespace {

void record(const Target& target, const StrategyMaker& make_strategy, const RunChoice& choice,
            Shared& shared, Record& block, const Child::Parent& parent) {
  engine::Run& run = shared.make_run();
  const auto strategy = make_strategy();
  leave_notes(shared, run, *strategy);
  RecordedEnd end;
  end.execution = execute(run, target, *strategy, choice, block);
  if (const auto* replay = dynamic_cast<const strategy::Replay*>(strategy.get())) {
    end.divergence = replay->divergence();
  }
  parent.send(to_line(end));
  shared.status().finished = true;
}

}  // namespace

Replayed record_run(const Target& target, const StrategyMaker& make_strategy,
                    const RunChoice& choice, const Isolation& isolation,
                    std::uint64_t steps_expected, report::Symboliser& symboliser) {
  Shared shared;
  Record block(target.program);
  Child child([&](const Child::Parent& parent) {
    record(target, make_strategy, choice, shared, block, parent);
  });
  const Outcome outcome = watch(child, shared, isolation, target.program.limits.memory_bytes);
  Replayed replayed;
  const std::vector<std::string> lines = child.take_lines();
  std::optional<RecordedEnd> end;
  if (outcome.end == Outcome::End::finished && lines.size() == 1) end = recorded_end_of(lines[0]);
  if (end) {
    replayed.execution = std::move(end->execution);
    replayed.divergence = std::move(end->divergence);
    replayed.trace = make_trace(target, choice, block, replayed.execution);
    return replayed;
  }
  Execution& execution = replayed.execution;
  const engine::RunResult& result = shared.run().so_far();
  execution.steps = shared.run().steps();
  execution.decisions = result.decisions;
  execution.preemptions = result.preemptions;
  trace::Finding finding = post_mortem(outcome, shared.status(), execution.steps, symboliser);
  finding.decisions = result.decisions;
  finding.preemptions = result.preemptions;
  finding.early_firings = result.early_firings;
  execution.findings.push_back(std::move(finding));
  const std::uint64_t decided = block.log().size();
  // How far a run gets until it is killed is no part of its schedule.
  if (outcome.end == Outcome::End::died && decided < steps_expected) {
    replayed.divergence = "the process died after " + std::to_string(decided) + " of " +
                          std::to_string(steps_expected) + " decisions";
  }
  replayed.trace = make_trace(target, choice, block, execution);
  for (trace::Finding& known : replayed.trace.findings) {
    for (trace::Involved& who : known.goroutines) {
      who.identity = trace::identity_path(replayed.trace, who.ordinal);
    }
  }
  return replayed;
}

}  // namespace heddle::search
