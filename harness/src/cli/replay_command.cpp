#include <heddle/trace/trace_file.h>

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/campaign_settings.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/fuzz_input_file.h"
#include "cli/trace_input.h"
#include "report/event_list.h"
#include "report/text.h"
#include "search/fuzz_run.h"
#include "strategy/schedule.h"

namespace heddle::cli {
namespace {

struct ReplaySettings {
  std::string what;
  std::string schedule;
  bool schedule_given = false;
  std::string fuzz_input;
  bool fuzz_input_given = false;
  bool twin = false;
  bool events = false;
  std::string out;
  std::string run_timeout = "10";
  std::optional<search::WhatIf> what_if;
};

// What is replayed, from a file or from the command line.
struct Order {
  search::Target target;
  search::RunChoice choice;
  strategy::Schedule schedule;
  std::optional<trace::Finding> expected;  // what the file says
};

strategy::Schedule schedule_of(const std::string& text, const search::Target& target) {
  strategy::ScheduleError error;
  std::optional<strategy::Schedule> schedule = strategy::parse_schedule(text, error);
  if (!schedule) {
    throw UsageError{"the schedule is wrong at character " + std::to_string(error.offset + 1) +
                     ": " + error.message};
  }
  if (schedule->scenario != target.scenario || schedule->fixed != target.fixed) {
    throw UsageError{"the schedule is of " + name_of(schedule->scenario, schedule->fixed) +
                     ", not of " + name_of(target.scenario, target.fixed)};
  }
  return std::move(*schedule);
}

// A trace has what the text leaves out: every check in full.
void add_checks(strategy::Schedule& schedule, const trace::Trace& trace) {
  if (trace.decisions.size() != schedule.steps.size()) return;
  for (std::size_t i = 0; i < schedule.steps.size(); ++i) {
    schedule.steps[i].check = trace.decisions[i].check;
    schedule.steps[i].has_check = true;
  }
  schedule.check_mask = 0xffffffff;
}

Order order_of_schedule(const Context& context, const ReplaySettings& settings) {
  Order order;
  order.target = target_of(only(context, settings.what), settings.twin);
  order.schedule = schedule_of(settings.schedule, order.target);
  order.choice = {"replay", 0, 0, order.schedule.early};
  return order;
}

Order order_of_file(const Context& context, const ReplaySettings& settings) {
  struct stat status{};
  if (::stat(settings.what.c_str(), &status) != 0) {
    for (const Scenario* scenario : context.scenarios) {
      if (settings.what != scenario->name) continue;
      throw UsageError{"'" + settings.what + "' is a scenario: say which run of it, with " +
                       "--schedule STRING, or name a trace file"};
    }
  }
  const trace::Trace trace = trace_from(settings.what);
  Order order;
  try {
    order.target = target_of(only(context, trace.scenario), trace.fixed);
  } catch (const UsageError&) {
    throw UsageError{"'" + settings.what + "' is a trace of " +
                     name_of(trace.scenario, trace.fixed) + ", which is not in this program"};
  }
  order.schedule = schedule_of(trace.schedule, order.target);
  add_checks(order.schedule, trace);
  order.choice = {trace.strategy, trace.seed, trace.run, order.schedule.early};
  if (!trace.findings.empty()) order.expected = trace.findings.front();
  return order;
}

std::string events_of(const trace::Trace& trace) {
  std::string list;
  for (const trace::Event& event : trace.events) list += report::line_of(trace, event) + "\n";
  return list;
}

std::string told(const Context& context, const ReplaySettings& settings, trace::Trace& trace) {
  std::string out;
  // With another choice it is another run, which no file has but the one that was written.
  const bool from_file =
      !settings.schedule_given && !settings.fuzz_input_given && !settings.what_if;
  for (trace::Finding& finding : trace.findings) {
    if (from_file) finding.trace_file = settings.what;
    if (settings.what_if) finding.trace_file = settings.out;
    if (!out.empty()) out += "\n";
    out += report_of(context, trace.scenario, trace.fixed, finding);
  }
  if (!out.empty()) return out;
  return name_of(trace.scenario, trace.fixed) + ": nothing found; " +
         report::counted(trace.decisions.size(), "decision") + ", " +
         report::counted(trace.events.size(), "event") +
         (trace.cut.empty() ? "" : "; the run was cut: " + trace.cut) + "\n";
}

// What a run with another choice shows; there is no finding it was made for.
trace::Trace run_otherwise(const Order& order, const search::WhatIf& what_if,
                           const search::Isolation& isolation) {
  const std::uint64_t decisions = order.schedule.steps.size();
  if (what_if.until > decisions) {
    throw UsageError{"--until " + std::to_string(what_if.until) + ": the schedule has " +
                     report::counted(decisions, "decision")};
  }
  search::RunChoice choice = order.choice;
  choice.strategy = "otherwise";
  search::Replayed replayed =
      search::replay_otherwise(order.target, order.schedule, what_if, choice, isolation);
  if (!replayed.divergence.empty()) throw UsageError{replayed.divergence};
  return search::judged({}, std::move(replayed));
}

bool left_its_schedule(const trace::Trace& trace) {
  return !trace.findings.empty() && trace.findings.front().kind == Kind::nondeterminism;
}

trace::Trace trace_of(const Context& context, const ReplaySettings& settings) {
  search::Isolation isolation;
  isolation.run_timeout_seconds = seconds_of(settings.run_timeout, "--run-timeout");
  if (settings.fuzz_input_given) {
    const search::Target target = target_of(only(context, settings.what), settings.twin);
    const std::vector<std::uint8_t> input = fuzz_input_from(settings.fuzz_input);
    return search::judged({}, search::record_input_isolated(target, input, isolation));
  }
  const Order order = settings.schedule_given ? order_of_schedule(context, settings)
                                              : order_of_file(context, settings);
  if (settings.what_if) return run_otherwise(order, *settings.what_if, isolation);
  return search::judged(order.expected, search::replay_isolated(order.target, order.schedule,
                                                                order.choice, isolation));
}

int replay(const Context& context, const ReplaySettings& settings) {
  if (settings.what.empty()) throw UsageError{"the name of a trace file or scenario is empty"};
  trace::Trace trace = trace_of(context, settings);
  std::string failure;
  if (!settings.out.empty()) trace::write_trace(trace, settings.out, failure);
  if (settings.events && left_its_schedule(trace)) {
    complain("these are not the events of the schedule: " + trace.findings.front().message);
  }
  print(settings.events ? events_of(trace) : told(context, settings, trace));
  if (!failure.empty()) throw Failure{failure};
  return search::any_certain(trace.findings) ? found : nothing_found;
}

}  // namespace

void add_replay(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command = *app.add_subcommand("replay", "Runs a schedule again, each step verified");
  const auto settings = std::make_shared<ReplaySettings>();
  command
      .add_option("WHAT", settings->what,
                  "A trace file; or a scenario, with --schedule or --fuzz-input")
      ->type_name("")
      ->required();
  CLI::Option* schedule =
      command.add_option("--schedule", settings->schedule, "The schedule, as a report prints it")
          ->type_name("SCHEDULE");
  CLI::Option* input = command
                           .add_option("--fuzz-input", settings->fuzz_input,
                                       "Runs the scenario as this input of a fuzzer says")
                           ->type_name("FILE")
                           ->excludes(schedule);
  command.add_flag("--twin", settings->twin, "The schedule or input is of the repaired twin");
  command.add_flag("--events", settings->events, "Prints the list of events, and nothing else");
  command.add_option("-o", settings->out, "Writes the trace of the replay to this file")
      ->type_name("FILE");
  const auto what_if = std::make_shared<search::WhatIf>();
  CLI::Option* until =
      command
          .add_option(
              "--until", what_if->until,
              "What if? Takes only so many decisions of the schedule, then another choice: --take")
          ->type_name("N");
  CLI::Option* take =
      command
          .add_option("--take", what_if->take,
                      "The choice: N for goroutine GN, 0 for the clock; or the number of a value")
          ->type_name("N");
  until->needs(take);
  take->needs(until);
  command.add_option("--run-timeout", settings->run_timeout, "A run that takes longer is a hang")
      ->type_name("TIME")
      ->capture_default_str();
  until->excludes(input);
  command.callback([&context, &action, settings, schedule, input, until, what_if] {
    settings->schedule_given = schedule->count() != 0;
    settings->fuzz_input_given = input->count() != 0;
    if (settings->twin && !settings->schedule_given && !settings->fuzz_input_given) {
      throw UsageError{"--twin requires --schedule or --fuzz-input"};
    }
    if (until->count() != 0) settings->what_if = *what_if;
    action = [&context, settings] { return replay(context, *settings); };
  });
}

}  // namespace heddle::cli
