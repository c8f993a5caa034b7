#include <heddle/trace/trace_file.h>

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "cli/campaign_settings.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "report/columns.h"
#include "report/text.h"

namespace heddle::cli {
namespace {

struct RunSettings {
  CampaignSettings campaign;
  std::optional<std::string> scenario;
  std::string out;
};

int run(const Context& context, const RunSettings& settings) {
  const search::Target target = settings.campaign.target(
      settings.scenario ? only(context, *settings.scenario) : only(context));
  search::CampaignOptions options = settings.campaign.options();
  options.runs = 1;
  std::string error;
  const auto campaign = search::Campaign::make(target, options, error);
  if (campaign == nullptr) throw UsageError{error};
  const search::RunChoice choice{campaign->strategy().spec(), options.seed, 0, campaign->early()};
  trace::Trace trace = search::judged(
      {}, search::run_isolated(target, options, choice, settings.campaign.isolation()));
  std::string failure;
  if (!settings.out.empty() && trace::write_trace(trace, settings.out, failure)) {
    for (trace::Finding& finding : trace.findings) finding.trace_file = settings.out;
  }
  std::string out =
      fmt::format("{}, strategy {}, seed {}: {}, {}{}\n\n", name_of(trace.scenario, trace.fixed),
                  trace.strategy, trace.seed, report::counted(trace.decisions.size(), "decision"),
                  report::counted(trace.events.size(), "event"),
                  trace.cut.empty() ? "" : ", cut: " + trace.cut);
  out += report::columns_of(trace, {context.colours});
  if (trace.findings.empty()) out += "\nnothing found\n";
  for (const trace::Finding& finding : trace.findings) {
    out += "\n" + report_of(context, trace.scenario, trace.fixed, finding);
  }
  print(out);
  if (!failure.empty()) throw Failure{failure};
  return search::any_certain(trace.findings) ? found : nothing_found;
}

}  // namespace

void add_run(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command = *app.add_subcommand("run", "One run, told step by step");
  const auto settings = std::make_shared<RunSettings>();
  // What the portfolio begins with, too: a single run learns nothing.
  settings->campaign.strategy = "random";
  command
      .add_option("SCENARIO", settings->scenario,
                  "The scenario; may be left out where there is only one")
      ->type_name("");
  settings->campaign.add_choice_options(command);
  command.add_option("-o", settings->out, "Writes the trace to this file")->type_name("FILE");
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return run(context, *settings); };
  });
}

}  // namespace heddle::cli
