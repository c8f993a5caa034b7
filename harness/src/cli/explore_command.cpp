#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/campaign_settings.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/json.h"
#include "cli/trace_folder.h"
#include "report/text.h"

namespace heddle::cli {
namespace {

struct ExploreSettings {
  CampaignSettings campaign;
  std::string out = "heddle-out";
  bool json = false;
  bool strict = false;
};

constexpr double json_progress_seconds = 1;

// One line: what the campaign found, in which run, how long the schedule is, where the trace is.
std::string summary_of(const search::CampaignResult& result, std::size_t name_width) {
  std::string out = fmt::format("{:<{}}  ", name_of(result.scenario, result.fixed), name_width);
  const std::string indent(name_width + 2, ' ');
  bool first = true;
  for (const search::Confirmed& confirmed : result.findings) {
    const trace::Finding& finding = confirmed.finding;
    if (!first) out += indent;
    first = false;
    out += fmt::format("{}{} in run {}, {}{}\n", trace::word(finding.kind),
                       finding.possible ? " (possible)" : "", finding.first_run,
                       report::counted(finding.decisions, "decision"),
                       finding.trace_file.empty() ? "" : ": " + finding.trace_file);
  }
  if (!first) return out;
  out += fmt::format("nothing in {}, {:.2f} s", report::counted(result.counts.runs, "run"),
                     result.seconds);
  if (result.complete) out += ", " + search::claim_of(result);
  if (result.counts.cut_runs != 0) {
    out += ", " + report::counted(result.counts.cut_runs, "run") + " cut";
  }
  if (!result.not_green.empty()) out += "; not green: " + result.not_green;
  return out + "\n";
}

search::Progress progress_teller(const ExploreSettings& settings, const std::string& name,
                                 ProgressLine& line) {
  if (!settings.json) {
    return [&line, name](const search::Standing& standing) {
      line.show(fmt::format("{}: {}, {}, {:.0f} s", name,
                            report::counted(standing.counts.runs, "run"),
                            report::counted(standing.findings, "finding"), standing.seconds));
    };
  }
  return [name, last = 0.0](const search::Standing& standing) mutable {
    if (standing.seconds - last < json_progress_seconds) return;
    last = standing.seconds;
    print(line_of(progress_of(name, standing.counts, standing.findings, standing.seconds)));
  };
}

int explore(const Context& context, const ExploreSettings& settings) {
  const search::CampaignOptions options = settings.campaign.options();
  const search::Isolation isolation = settings.campaign.isolation();
  std::vector<search::Target> targets;
  std::size_t name_width = 0;
  for (const Scenario* scenario : matching(context, settings.campaign.scenarios)) {
    targets.push_back(settings.campaign.target(*scenario));
    name_width =
        std::max(name_width, name_of(targets.back().scenario, targets.back().fixed).size());
    std::string error;
    // A wrong option is told before anything runs.
    if (search::Campaign::make(targets.back(), options, error) == nullptr) throw UsageError{error};
  }
  search::end_on_interrupt();
  if (!settings.json) {
    print(fmt::format("{}, strategy {}, seed {}\n", report::counted(targets.size(), "scenario"),
                      options.strategy, options.seed));
  }
  TraceFolder folder(settings.out);
  ProgressLine line;
  std::string reports;
  bool any_finding = false;
  bool all_green = true;
  for (const search::Target& target : targets) {
    if (search::interrupted()) break;
    search::CampaignResult result = search::explore_isolated(
        target, options, isolation,
        progress_teller(settings, name_of(target.scenario, target.fixed), line));
    line.clear();
    for (search::Confirmed& confirmed : result.findings) folder.save(confirmed);
    any_finding =
        any_finding || any_certain(result) || (settings.strict && !result.findings.empty());
    all_green = all_green && result.not_green.empty();
    print(settings.json ? line_of(object_of(result)) : summary_of(result, name_width));
    if (settings.json) continue;
    for (const search::Confirmed& confirmed : result.findings) {
      reports += "\n" + report_of(context, target.scenario, target.fixed, confirmed.finding);
    }
  }
  print(reports);
  if (search::interrupted()) complain("interrupted: the rest was not explored");
  if (!folder.error().empty()) throw Failure{folder.error()};
  if (any_finding) return found;
  return all_green && !search::interrupted() ? nothing_found : failed;
}

}  // namespace

void add_explore(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command =
      *app.add_subcommand("explore", "Runs scenarios under many schedules and looks for bugs");
  const auto settings = std::make_shared<ExploreSettings>();
  command.add_option("SCENARIO", settings->campaign.scenarios,
                     "Names or patterns ('leaks/*'); default: all");
  settings->campaign.add_choice_options(command);
  settings->campaign.add_amount_options(command);
  settings->campaign.add_sharing_options(command);
  command.add_flag("--keep-going", settings->campaign.keep_going,
                   "Collects all findings instead of stopping a scenario at its first");
  command.add_flag("--no-shrink", settings->campaign.no_shrink,
                   "Shows findings as they were found, not by their simplest schedules");
  command.add_flag("--strict", settings->strict,
                   "Fails on possible findings too (a lock order that did not deadlock)");
  command.add_option("--out", settings->out, "The folder for the traces of findings")
      ->capture_default_str();
  command.add_flag("--json", settings->json,
                   "JSON lines: progress, and a result for each scenario");
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return explore(context, *settings); };
  });
}

}  // namespace heddle::cli
