#include <fmt/format.h>
#include <heddle/trace/trace_file.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cli/campaign_settings.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/trace_input.h"
#include "report/text.h"
#include "search/shrink.h"

namespace heddle::cli {
namespace {

struct ShrinkSettings {
  std::string in;
  std::string out;
  std::uint64_t runs = search::ShrinkBudget{}.runs;
  std::string run_timeout = "10";
};

std::string size_of(const trace::Finding& finding) {
  return report::counted(finding.decisions, "decision") + ", " +
         report::counted(finding.preemptions, "preemption") +
         (finding.early_firings == 0
              ? ""
              : ", " + report::counted(finding.early_firings, "early firing"));
}

int shrink(const Context& context, const ShrinkSettings& settings) {
  const trace::Trace trace = trace_from(settings.in);
  if (trace.findings.empty()) {
    throw UsageError{"'" + settings.in +
                     "' has no finding: there is nothing to keep while shrinking"};
  }
  search::Target target;
  try {
    target = target_of(only(context, trace.scenario), trace.fixed);
  } catch (const UsageError&) {
    throw UsageError{"'" + settings.in + "' is a trace of " + name_of(trace.scenario, trace.fixed) +
                     ", which is not in this program"};
  }
  trace::Finding finding = trace.findings.front();
  finding.schedule = trace.schedule;
  search::Isolation isolation;
  isolation.run_timeout_seconds = seconds_of(settings.run_timeout, "--run-timeout");
  search::ShrinkBudget budget;
  budget.steps = budget.steps / budget.runs * settings.runs;
  budget.runs = settings.runs;
  const auto shrunk = search::shrink_isolated(target, finding, isolation, budget);
  if (!shrunk) {
    throw Failure{
        "the finding of '" + settings.in +
        "' did not come again, or is of a kind that no single run shows: it was not shrunk"};
  }
  const trace::Finding simpler = search::with(finding, *shrunk);
  strategy::ScheduleError wrong;
  const auto schedule = strategy::parse_schedule(simpler.schedule, wrong);
  if (!schedule) throw Failure{"the shrunk schedule cannot be read: " + wrong.message};
  const search::RunChoice choice{trace.strategy, trace.seed, trace.run, schedule->early};
  search::Confirmed confirmed =
      search::confirm(simpler, search::replay_isolated(target, *schedule, choice, isolation));
  if (confirmed.finding.kind != finding.kind) {
    throw Failure{"the shrunk schedule does not show the finding in a fresh process: " +
                  confirmed.finding.message};
  }
  std::string failure;
  trace::write_trace(confirmed.trace, settings.out, failure);
  if (!failure.empty()) throw Failure{failure};
  confirmed.finding.trace_file = settings.out;
  print(fmt::format("{}: {}\n{}: {} ({})\n\n", settings.in, size_of(finding), settings.out,
                    size_of(confirmed.finding), report::counted(shrunk->tries, "run")));
  print(report_of(context, trace.scenario, trace.fixed, confirmed.finding));
  return nothing_found;
}

}  // namespace

void add_shrink(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command =
      *app.add_subcommand("shrink", "Looks for the simplest schedule with the same finding");
  const auto settings = std::make_shared<ShrinkSettings>();
  command.add_option("FILE", settings->in, "A trace with a finding")->type_name("")->required();
  command.add_option("-o", settings->out, "Where the trace of the simpler run goes")
      ->type_name("FILE")
      ->required();
  command.add_option("--runs", settings->runs, "At most this many tries")
      ->type_name("N")
      ->check(no_whole_number)
      ->capture_default_str();
  command.add_option("--run-timeout", settings->run_timeout, "A run that takes longer is a hang")
      ->type_name("TIME")
      ->capture_default_str();
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return shrink(context, *settings); };
  });
}

}  // namespace heddle::cli
