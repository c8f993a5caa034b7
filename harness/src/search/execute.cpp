#include "search/execute.h"

#include <algorithm>

#include "detect/live.h"
#include "detect/saved.h"
#include "engine/code_place.h"
#include "engine/user_site.h"
#include "report/locate.h"
#include "report/symbolise.h"
#include "search/interruptions.h"
#include "strategy/schedule.h"

namespace heddle::search {
namespace {

// An event takes half of the block (engine/recorder.cpp).
constexpr std::uint64_t block_bytes_per_event = 2 * sizeof(trace::Event);
constexpr std::uint64_t block_bytes_min = 16ULL << 20;
constexpr std::uint64_t block_bytes_max = 4ULL << 30;

std::size_t block_bytes(const engine::Program& program) {
  const std::uint64_t events = std::min(program.limits.events, block_bytes_max);
  return std::clamp(events * block_bytes_per_event, block_bytes_min, block_bytes_max);
}

static_assert(trace::decision_kind_count == engine::decision_kind_count);
static_assert(static_cast<int>(trace::DecisionKind::choice) ==
              static_cast<int>(engine::DecisionKind::choice));
static_assert(static_cast<int>(trace::DecisionKind::random_high) ==
              static_cast<int>(engine::DecisionKind::random_high));

Ending ending_of(const engine::Run& run, const engine::Goroutine& goroutine) {
  Ending ending;
  ending.ordinal = goroutine.ordinal;
  ending.state = goroutine.state;
  ending.pending = goroutine.op.kind;
  ending.at = run.site(goroutine.op.at);
  if (const engine::Waiter* const first = goroutine.waiters; first != nullptr) {
    const engine::Waiter* waiter = first;
    do {
      ending.waits_for.push_back(waiter->object->ordinal);
      waiter = waiter->sibling;
    } while (waiter != first);
  } else if (goroutine.op.object != nullptr) {
    ending.waits_for.push_back(goroutine.op.object->ordinal);
  }
  return ending;
}

std::uint32_t site_index(trace::Trace& trace, const trace::Site& site) {
  if (site == trace::Site{}) return 0;
  const auto found = std::find(trace.sites.begin(), trace.sites.end(), site);
  if (found != trace.sites.end()) {
    return static_cast<std::uint32_t>(found - trace.sites.begin()) + 1;
  }
  trace.sites.push_back(site);
  return static_cast<std::uint32_t>(trace.sites.size());
}

void copy_tables(trace::Trace& trace, const engine::Recorder& recorder) {
  const engine::Recorder::Header& header = recorder.header();
  for (std::uint64_t i = 1; i < header.sites; ++i) {
    const engine::RecordedSite& site = recorder.site_at(i);
    trace.sites.push_back(
        {recorder.text_at(site.file), site.line, recorder.text_at(site.function)});
  }
  for (std::uint64_t i = 0; i < header.goroutines; ++i) {
    const engine::RecordedGoroutine& row = recorder.goroutine_at(i);
    if (trace.goroutines.size() < row.ordinal) trace.goroutines.resize(row.ordinal);
    trace::TracedGoroutine& goroutine = trace.goroutines[row.ordinal - 1];
    goroutine.creator = row.creator;
    goroutine.child_index = row.child_index;
    goroutine.made_at = row.made_at;
    goroutine.name = recorder.text_at(row.name);
  }
  for (std::uint64_t i = 0; i < header.objects; ++i) {
    const engine::RecordedObject& row = recorder.object_at(i);
    if (trace.objects.size() < row.ordinal) trace.objects.resize(row.ordinal);
    trace.objects[row.ordinal - 1] = {row.identity, engine::word(row.type), row.made_at,
                                      row.made_by, row.capacity};
  }
}

void copy_events(trace::Trace& trace, const engine::Recorder& recorder) {
  const engine::Recorder::Header& header = recorder.header();
  trace.events.reserve(header.events);
  for (std::uint64_t i = 0; i < header.events; ++i) {
    trace::Event event = recorder.event_at(i);
    if (event.kind == trace::OpKind::log) {
      trace.texts.emplace_back(recorder.text_at(static_cast<std::uint32_t>(event.value_a)));
      event.value_a = trace.texts.size();
    }
    const std::uint32_t first = event.edges;
    event.edges = static_cast<std::uint32_t>(trace.edges.size());
    for (std::uint32_t k = 0; k < event.edge_count; ++k) {
      trace.edges.push_back(recorder.edge_at(first + k));
    }
    trace.events.push_back(event);
  }
}

}  // namespace

Record::Record(const engine::Program& program)
    : log_(program), block_(block_bytes(program)), recorder_(block_.memory(), block_.bytes()) {}

Execution execute(engine::Run& run, const Target& target, engine::Strategy& strategy,
                  const RunChoice& choice, Record& record) {
  if (choice.named) {
    report::locate_user_sites();
    report::name_code_places();
  } else {
    engine::set_locator(nullptr);
    engine::frames_of_code = nullptr;
    engine::name_of_data = nullptr;
  }
  Execution execution;
  Interruptions leader(strategy);
  if (!leader.begin_run(choice.run, engine::combine(choice.seed, choice.run))) {
    execution.exhausted = true;
    return execution;
  }
  detect::Live detectors(true);
  engine::Observer* const before = run.observe(&detectors);
  const engine::RunResult result =
      run.execute(target.program, leader, record.log(), choice.early, &record.recorder());
  run.observe(before);
  execution.ended = true;
  execution.findings = run.findings();
  execution.steps = result.steps;
  execution.decisions = result.decisions;
  execution.preemptions = result.preemptions;
  execution.hash = result.hash;
  execution.interruptions = leader.told();
  if (result.cut != nullptr) execution.cut = result.cut;
  for (trace::Finding& finding : execution.findings) {
    finding.decisions = result.decisions;
    finding.preemptions = result.preemptions;
  }
  for (std::uint32_t ordinal = 1; ordinal <= run.goroutine_count(); ++ordinal) {
    const engine::Goroutine& goroutine = run.goroutine(ordinal);
    if (goroutine.state == trace::State::done) continue;
    execution.endings.push_back(ending_of(run, goroutine));
  }
  return execution;
}

trace::Trace make_trace(const Target& target, const RunChoice& choice, Record& record,
                        const Execution& execution) {
  trace::Trace trace;
  trace.scenario = target.scenario;
  trace.fixed = target.fixed;
  trace.strategy = choice.strategy;
  trace.seed = choice.seed;
  trace.run = choice.run;
  trace.early = choice.early;
  trace.cut = execution.cut;
  const engine::Recorder& recorder = record.recorder();
  trace.prefix = recorder.header().full;
  copy_tables(trace, recorder);
  copy_events(trace, recorder);
  const engine::DecisionLog log = record.log();
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const engine::Decision decision = log[i];
    trace.decisions.push_back(
        {static_cast<trace::DecisionKind>(decision.kind), decision.value, log.check(i)});
  }
  if (execution.ended) {
    for (trace::TracedGoroutine& goroutine : trace.goroutines) {
      goroutine.state = trace::State::done;
    }
  }
  for (const Ending& ending : execution.endings) {
    if (ending.ordinal > trace.goroutines.size()) continue;
    trace::TracedGoroutine& goroutine = trace.goroutines[ending.ordinal - 1];
    goroutine.state = ending.state;
    goroutine.pending = ending.pending;
    goroutine.pending_at = site_index(trace, ending.at);
    goroutine.waits_for = ending.waits_for;
  }
  trace.schedule = strategy::to_text(strategy::make_schedule(
      target.scenario, target.fixed, choice.early,
      static_cast<std::uint32_t>(trace.goroutines.size()),
      [&trace](std::uint32_t ordinal) { return trace::identity_path(trace, ordinal); }, log,
      target.program.preempt_memory));
  trace.findings = execution.findings;
  detect::drop_ordered(trace);
  for (trace::Finding& finding : trace.findings) finding.schedule = trace.schedule;
  return trace;
}

}  // namespace heddle::search
