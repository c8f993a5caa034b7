#include "search/confirm.h"

#include <algorithm>
#include <utility>

#include "report/explain.h"
#include "strategy/replay.h"
#include "strategy/schedule.h"

namespace heddle::search {
namespace {

void add_reasons(trace::Finding& finding, const std::string& divergence,
                 const std::vector<trace::Finding>& others) {
  if (!divergence.empty()) finding.notes.push_back("first difference: " + divergence);
  if (others.empty()) finding.notes.emplace_back("the replay found nothing");
  for (const trace::Finding& other : others) {
    finding.notes.push_back("the replay found " + trace::headline(other));
  }
  finding.notes.emplace_back(
      "the scenario depends on something besides its schedule (a static or global variable that "
      "keeps its value from run to run, an address, the real clock, the environment), or the "
      "program is not the one that the schedule was made with");
}

trace::Finding not_again(const trace::Finding& finding, const std::string& divergence,
                         const std::vector<trace::Finding>& others) {
  trace::Finding changed = finding;
  changed.kind = Kind::nondeterminism;
  changed.message =
      std::string(trace::word(finding.kind)) + " did not come again when its schedule was replayed";
  changed.notes = {"found first: " + trace::headline(finding)};
  add_reasons(changed, divergence, others);
  return changed;
}

// What is known of a process that died does not always name the same place twice.
bool same(const trace::Finding& a, const trace::Finding& b) {
  switch (a.kind) {
    case Kind::crash:
    case Kind::stack_overflow: return a.kind == b.kind;
    // Which limit a run that never ends meets first is a matter of time.
    case Kind::hang:
    case Kind::out_of_memory: return b.kind == Kind::hang || b.kind == Kind::out_of_memory;
    // A recorded run names the user's place of operations inside of std::lock; there is only one.
    case Kind::livelock: return a.kind == b.kind;
    // Of accesses to plain memory a recorded run knows the calls, and so the user's own place.
    case Kind::data_race:
    case Kind::dead_stack: return a.kind == b.kind && a.sites == b.sites;
    default: return trace::key(a) == trace::key(b);
  }
}

}  // namespace

Replayed replay_here(engine::Run& run, const Target& target, RunChoice choice,
                     const std::string& schedule, Record& record) {
  Replayed replayed;
  strategy::ScheduleError error;
  auto parsed = strategy::parse_schedule(schedule, error);
  engine::ensure(parsed.has_value(), "a schedule that was just made can be read");
  const Target same = target_for(target, *parsed);
  choice.early = parsed->early;
  strategy::Replay strategy(std::move(*parsed));
  replayed.execution = execute(run, same, strategy, choice, record);
  replayed.divergence = strategy.divergence();
  replayed.trace = make_trace(same, choice, record, replayed.execution);
  return replayed;
}

trace::Trace judged(const std::optional<trace::Finding>& expected, Replayed replayed) {
  if (expected && expected->kind != Kind::nondeterminism) {
    return confirm(*expected, std::move(replayed)).trace;
  }
  trace::Trace trace = std::move(replayed.trace);
  if (replayed.divergence.empty()) {
    report::explain(trace);
    return trace;
  }
  trace::Finding finding;
  finding.kind = Kind::nondeterminism;
  finding.message = "the run left its schedule";
  finding.decisions = trace.decisions.size();
  finding.schedule = trace.schedule;
  add_reasons(finding, replayed.divergence, trace.findings);
  trace.findings = {std::move(finding)};
  return trace;
}

Confirmed confirm(const trace::Finding& finding, Replayed replayed) {
  Confirmed confirmed{{}, std::move(replayed.trace)};
  trace::Trace& trace = confirmed.trace;
  const auto again = std::find_if(
      trace.findings.begin(), trace.findings.end(),
      [&finding](const trace::Finding& candidate) { return same(candidate, finding); });
  const bool came_again = again != trace.findings.end() && replayed.divergence.empty();
  if (!came_again && engine::is_off(Kind::nondeterminism)) {
    confirmed.finding = finding;
    return confirmed;
  }
  if (finding.possible && again == trace.findings.end() && replayed.divergence.empty()) {
    confirmed.finding = finding;
    confirmed.finding.message.clear();
    return confirmed;
  }
  if (!came_again) {
    confirmed.finding = not_again(finding, replayed.divergence, trace.findings);
    trace.findings = {confirmed.finding};
    return confirmed;
  }
  again->count = finding.count;
  again->first_run = finding.first_run;
  again->run = finding.run;
  again->decisions = finding.decisions;
  again->preemptions = finding.preemptions;
  again->schedule = finding.schedule;
  again->shrinking = finding.shrinking;
  again->turning_point = finding.turning_point;
  if (finding.shrinking.done) {
    again->shrinking.interruptions = std::move(replayed.execution.interruptions);
  }
  std::rotate(trace.findings.begin(), again, again + 1);
  report::explain(trace);
  confirmed.finding = trace.findings.front();
  return confirmed;
}

}  // namespace heddle::search
