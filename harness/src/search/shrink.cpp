#include "search/shrink.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "detect/live.h"
#include "search/child.h"
#include "search/death.h"
#include "search/execute.h"
#include "search/few_switches.h"
#include "search/record_run.h"
#include "search/shared.h"
#include "search/watch.h"
#include "strategy/default_order.h"
#include "strategy/dfs.h"
#include "strategy/replay.h"

namespace heddle::search {
namespace {

using strategy::Deviating;
using strategy::Deviations;

// Of the tries, how many may go into schedules with fewer preemptions, enumerated.
constexpr std::uint64_t bounded_share = 2;
// Each try of a finding that kills the process costs a process.
constexpr std::uint64_t processes_most = 100;
constexpr std::uint64_t deviations_most = 1 << 16;

std::optional<strategy::Schedule> schedule_of(const trace::Finding& finding) {
  strategy::ScheduleError error;
  return strategy::parse_schedule(finding.schedule, error);
}

bool kills_the_process(Kind kind) {
  switch (kind) {
    case Kind::crash:
    case Kind::stack_overflow:
    case Kind::hang:
    case Kind::out_of_memory: return true;
    default: return false;
  }
}

ScheduleCost cost_of(std::uint64_t preemptions, std::uint64_t early_firings, std::uint64_t switches,
                     std::uint64_t steps, std::size_t deviations) {
  return {preemptions + early_firings, early_firings, switches, steps, deviations};
}

// --- In this process ----------------------------------------------------------------------------

class TriesHere {
 public:
  TriesHere(engine::Run& run, const Target& target, std::uint32_t early,
            std::function<void()> next_run)
      : run_(run),
        target_(target),
        early_(early),
        log_(target.program),
        next_run_(std::move(next_run)) {}

  // Which finding is looked for: one of this kind that this run shows; the one with this key, if
  // there is a choice.
  bool look_for(const trace::Finding& finding) {
    for (const trace::Finding& shown : run_.findings()) {
      if (shown.kind != finding.kind) continue;
      const std::string key = trace::key(shown);
      if (key_.empty() || key == trace::key(finding)) key_ = key;
    }
    return !key_.empty();
  }

  // A strategy that has begun its run.
  Attempt run(Deviating& strategy) {
    next_run_();
    Attempt attempt;
    strategy.list_operations(&attempt.operations);
    engine::Observer* const before = run_.observe(&detectors_);
    result_ = run_.execute(target_.program, strategy, log_.log(), early_);
    run_.observe(before);
    strategy.list_operations(nullptr);
    attempt.same =
        std::any_of(run_.findings().begin(), run_.findings().end(),
                    [this](const trace::Finding& shown) { return trace::key(shown) == key_; });
    attempt.made = strategy.made();
    attempt.cost = cost_of(result_.preemptions, result_.early_firings, result_.switches,
                           result_.steps, attempt.made.size());
    return attempt;
  }
  Attempt operator()(Deviating& strategy) {
    strategy.begin_run(0, 0);
    return run(strategy);
  }
  Attempt operator()(const Deviations& wanted) {
    Deviating strategy(wanted);
    return (*this)(strategy);
  }

  Attempt operator()(const std::vector<Block>& blocks, const Deviations& values) {
    Deviating values_of(values);
    InOrder in_order(blocks, values_of);
    Deviating strategy(in_order);
    return (*this)(strategy);
  }

  // How many early firings are allowed from now on: where none is on offer, fewer places are
  // decisions.
  void allow(std::uint32_t early) noexcept { early_ = early; }
  // The fewest with which these deviations still show the finding: those they make, if not as many
  // as now.
  void allow_fewest(const Attempt& attempt) {
    const std::uint32_t before = early_;
    allow(static_cast<std::uint32_t>(attempt.cost.early_firings));
    if (early_ != before && !(*this)(attempt.made).same) allow(before);
  }

  // Of the last run.
  Shrunk shrunk() const {
    Shrunk shrunk;
    shrunk.schedule = strategy::to_text(strategy::make_schedule(
        target_.scenario, target_.fixed, early_, run_, log_.log(), target_.program.preempt_memory));
    shrunk.decisions = result_.decisions;
    shrunk.preemptions = result_.preemptions;
    shrunk.early_firings = result_.early_firings;
    return shrunk;
  }

 private:
  engine::Run& run_;
  const Target& target_;
  std::uint32_t early_;
  SharedLog log_;
  detect::Live detectors_;
  std::string key_;
  engine::RunResult result_;
  std::function<void()> next_run_;
};

// Schedules with 0, 1, ... preemptions, each number to its end, up to the first that shows the
// finding (Musuvathi, Qadeer, PLDI 2007). True when all with fewer than the best has were seen.
bool enumerate_fewer(Simplify& simplify, TriesHere& trial, std::uint64_t runs_most) {
  const std::uint64_t preemptions =
      simplify.best().cost.interruptions - simplify.best().cost.early_firings;
  for (std::uint64_t bound = 0; bound < preemptions; ++bound) {
    strategy::Dfs dfs(static_cast<std::int32_t>(bound));
    Deviating led(dfs);
    while (led.begin_run(0, 0)) {
      if (runs_most-- == 0 || simplify.exhausted()) return false;
      Attempt attempt = trial.run(led);
      simplify.charge(attempt.cost.steps);
      if (!attempt.same) continue;
      simplify.consider(std::move(attempt));
      return true;
    }
    if (!dfs.nondeterminism().empty()) return false;
  }
  return true;
}

std::optional<Shrunk> shrink(engine::Run& run, const Target& given, const trace::Finding& finding,
                             const ShrinkBudget& budget, const std::function<void()>& next_run) {
  auto schedule = schedule_of(finding);
  if (!schedule) return {};
  const Target target = target_for(given, *schedule);
  TriesHere trial(run, target, schedule->early, next_run);
  strategy::Replay replay(std::move(*schedule));
  Deviating recorded(replay);
  trial(recorded);
  if (!trial.look_for(finding)) return {};
  Attempt first = trial(Deviations(recorded.made()));
  if (!first.same) return {};
  trial.allow_fewest(first);
  first = trial(Deviations(first.made));
  Simplify simplify([&trial](const Deviations& wanted) { return trial(wanted); },
                    [&trial](const std::vector<Block>& blocks, const Deviations& values) {
                      return trial(blocks, values);
                    },
                    std::move(first), budget);
  simplify.allow(20);
  simplify.delta_debug();
  simplify.reorder();
  simplify.allow(40);
  simplify.merge_blocks();
  simplify.allow(60);
  simplify.delta_debug();
  simplify.merge_blocks();
  simplify.drop_pairs();
  simplify.allow(100);
  const bool fewest = enumerate_fewer(simplify, trial, budget.runs / bounded_share);
  simplify.delta_debug();
  simplify.move_earlier();
  trial.allow_fewest(simplify.best());
  if (!trial(Deviations(simplify.best().made)).same) return {};
  Shrunk shrunk = trial.shrunk();
  shrunk.tries = simplify.tries();
  shrunk.fewest = fewest;
  return shrunk;
}

// --- In other processes -------------------------------------------------------------------------

std::string to_line(const Shrunk& shrunk) {
  return nlohmann::json({{"schedule", shrunk.schedule},
                         {"decisions", shrunk.decisions},
                         {"preemptions", shrunk.preemptions},
                         {"early_firings", shrunk.early_firings},
                         {"tries", shrunk.tries},
                         {"fewest", shrunk.fewest}})
      .dump();
}

std::optional<Shrunk> shrunk_of(const std::string& line) {
  const nlohmann::json whole = nlohmann::json::parse(line, nullptr, false);
  if (!whole.is_object()) return {};
  Shrunk shrunk;
  shrunk.schedule = whole.value("schedule", std::string());
  shrunk.decisions = whole.value("decisions", std::uint64_t{0});
  shrunk.preemptions = whole.value("preemptions", std::uint64_t{0});
  shrunk.early_firings = whole.value("early_firings", 0U);
  shrunk.tries = whole.value("tries", std::uint64_t{0});
  shrunk.fewest = whole.value("fewest", false);
  return shrunk;
}

std::optional<Shrunk> shrink_in_a_process(const Target& target, const trace::Finding& finding,
                                          const Isolation& isolation, const ShrinkBudget& budget) {
  Shared shared;
  strategy::DefaultOrder nothing_learned;
  Child child([&](const Child::Parent& parent) {
    engine::Run& run = shared.make_run();
    leave_notes(shared, run, nothing_learned);
    const auto next_run = [&shared] { ++shared.status().counts.next_run; };
    const auto shrunk = shrink(run, target, finding, budget, next_run);
    if (shrunk) parent.send(to_line(*shrunk));
    shared.status().finished = true;
  });
  watch(child, shared, isolation, target.program.limits.memory_bytes);
  const std::vector<std::string> lines = child.take_lines();
  return lines.size() == 1 ? shrunk_of(lines.front()) : std::nullopt;
}

// Of a finding that kills the process.
class TriesApart {
 public:
  TriesApart(const Target& target, const trace::Finding& finding, const Isolation& isolation,
             std::uint32_t early)
      : target_(target),
        finding_(finding),
        isolation_(isolation),
        choice_{"shrunk", 0, finding.first_run, early},
        mapping_(strategy::DeviationLog::bytes_for(deviations_most)),
        log_(static_cast<strategy::DeviationLog*>(mapping_.memory())) {
    log_->capacity = deviations_most;
  }

  Attempt replay(const strategy::Schedule& schedule) {
    return run([&] {
      leader_ = std::make_unique<strategy::Replay>(schedule);
      return std::make_unique<Deviating>(*leader_, log_);
    });
  }
  Attempt operator()(const Deviations& wanted) {
    return run([&] { return std::make_unique<Deviating>(wanted, log_); });
  }
  // Of the last run.
  const Replayed& last() const noexcept { return last_; }

 private:
  Attempt run(const StrategyMaker& make_strategy) {
    log_->count = 0;
    last_ = record_run(target_, make_strategy, choice_, isolation_, 0, symboliser_);
    Attempt attempt;
    const std::vector<trace::Finding>& shown = last_.trace.findings;
    attempt.same = std::any_of(shown.begin(), shown.end(), [this](const trace::Finding& one) {
      return one.kind == finding_.kind;
    });
    attempt.made.assign(log_->entries, log_->entries + log_->count);
    const std::uint32_t early = shown.empty() ? 0 : shown.front().early_firings;
    attempt.cost = cost_of(last_.execution.preemptions, early, attempt.made.size(),
                           last_.execution.steps, attempt.made.size());
    return attempt;
  }

  const Target& target_;
  const trace::Finding& finding_;
  const Isolation& isolation_;
  RunChoice choice_;
  Mapping mapping_;
  strategy::DeviationLog* log_;
  report::Symboliser symboliser_;
  std::unique_ptr<strategy::Replay> leader_;
  Replayed last_;
};

std::optional<Shrunk> shrink_apart(const Target& given, const trace::Finding& finding,
                                   const Isolation& isolation, ShrinkBudget budget) {
  const auto schedule = schedule_of(finding);
  if (!schedule) return {};
  const Target target = target_for(given, *schedule);
  TriesApart trial(target, finding, isolation, schedule->early);
  Attempt first = trial.replay(*schedule);
  if (!first.same || first.made.size() == deviations_most) return {};
  budget.runs = std::min(budget.runs, processes_most);
  Simplify simplify([&trial](const Deviations& wanted) { return trial(wanted); }, {},
                    std::move(first), budget);
  simplify.delta_debug();
  if (!trial(simplify.best().made).same) return {};
  const Replayed& last = trial.last();
  Shrunk shrunk;
  shrunk.schedule = last.trace.schedule;
  shrunk.decisions = last.execution.decisions;
  shrunk.preemptions = last.execution.preemptions;
  shrunk.early_firings = static_cast<std::uint32_t>(simplify.best().cost.early_firings);
  shrunk.tries = simplify.tries();
  return shrunk;
}

// Some findings no single run shows; with others each try would take its whole time, or all memory.
bool can_be_shrunk(const trace::Finding& finding) {
  return !finding.possible && finding.kind != Kind::nondeterminism && finding.kind != Kind::hang &&
         finding.kind != Kind::out_of_memory;
}

}  // namespace

trace::Finding with(const trace::Finding& finding, const Shrunk& shrunk) {
  trace::Finding simpler = finding;
  simpler.shrinking.done = true;
  simpler.shrinking.fewest = shrunk.fewest;
  if (!finding.shrinking.done) {
    simpler.shrinking.decisions_found = finding.decisions;
    simpler.shrinking.preemptions_found = finding.preemptions;
  }
  simpler.schedule = shrunk.schedule;
  simpler.decisions = shrunk.decisions;
  simpler.preemptions = shrunk.preemptions;
  simpler.early_firings = shrunk.early_firings;
  return simpler;
}

std::optional<Shrunk> shrink_here(engine::Run& run, const Target& target,
                                  const trace::Finding& finding, const ShrinkBudget& budget) {
  if (!can_be_shrunk(finding)) return {};
  return shrink(run, target, finding, budget, [] {});
}

std::optional<Shrunk> shrink_isolated(const Target& target, const trace::Finding& finding,
                                      const Isolation& isolation, const ShrinkBudget& budget) {
  if (!can_be_shrunk(finding)) return {};
  if (kills_the_process(finding.kind)) return shrink_apart(target, finding, isolation, budget);
  return shrink_in_a_process(target, finding, isolation, budget);
}

}  // namespace heddle::search
