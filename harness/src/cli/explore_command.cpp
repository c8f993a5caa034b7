#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/campaign_report.h"
#include "cli/campaign_settings.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/json.h"
#include "cli/trace_folder.h"
#include "report/text.h"
#include "report/whole_file.h"
#include "search/coverage.h"
#include "search/shard_file.h"

namespace heddle::cli {
namespace {

struct ExploreSettings {
  CampaignSettings campaign;
  ReportSettings report;
  std::string out = "heddle-out";
};

constexpr double json_progress_seconds = 1;

search::Progress progress_teller(const ExploreSettings& settings, const std::string& name,
                                 ProgressLine& line) {
  if (!settings.report.json) {
    return [&line, name, strategy = settings.campaign.strategy](const search::Standing& standing) {
      const search::Counts& counts = standing.counts;
      constexpr double parts_a_percent = engine::Strategy::progress_whole / 100.0;
      const std::string share =
          counts.progress == 0
              ? ""
              : fmt::format(" (about {:.1f} %)", counts.progress / parts_a_percent);
      line.show(
          fmt::format("{}: {}{}, {}, {:.0f} s, {}", name, report::counted(counts.runs, "run"),
                      share, report::counted(standing.findings.size(), "finding"), standing.seconds,
                      search::coverage_text(strategy, counts, standing.classes, standing.seconds)));
    };
  }
  // About once a second, and at once when there is a new finding.
  return [name, last = 0.0, told = std::size_t{0}](const search::Standing& standing) mutable {
    const std::size_t found = standing.findings.size();
    if (found <= told && standing.seconds - last < json_progress_seconds) return;
    last = standing.seconds;
    print(line_of(progress_of(name, standing, std::min(told, found))));
    told = found;
  };
}

// What all shards must be given alike, in words.
std::string settings_text(const ExploreSettings& settings, const search::CampaignOptions& options) {
  return fmt::format(
      "strategy {}, seed {}, runs {}, seconds {}, bound {}, early {}, preempt {}{}{}",
      options.strategy, options.seed, options.runs, options.seconds, options.bound, options.early,
      settings.campaign.preempt, options.keep_going ? ", keep going" : "",
      settings.campaign.twin ? ", twins" : "");
}

// For `heddle merge`.
void write_shard(const ExploreSettings& settings, const search::ShardFile& shard,
                 CampaignReport& report) {
  std::error_code problem;
  std::filesystem::create_directories(settings.out, problem);
  const std::filesystem::path path =
      std::filesystem::path(settings.out) / search::shard_file_name(shard.shard);
  std::string error;
  if (problem) {
    report.failed_to("cannot make the folder '" + settings.out + "': " + problem.message());
  } else if (!report::write_whole_file(path.string(), search::to_json(shard), error)) {
    report.failed_to(error);
  }
}

// What an interrupt leaves out is told too: who reads the report must not take it for clean.
search::CampaignResult not_explored(const search::Target& target,
                                    const search::CampaignOptions& options) {
  search::CampaignResult result;
  result.scenario = target.scenario;
  result.fixed = target.fixed;
  result.strategy = options.strategy;
  result.seed = options.seed;
  result.not_green = "interrupted before it was explored";
  return result;
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
    const auto campaign = search::Campaign::make(targets.back(), options, error);
    if (campaign == nullptr) throw UsageError{error};
    if (options.shard.of > 1 && !campaign->strategy().divides()) {
      throw UsageError{"--shard: the search of '" + options.strategy +
                       "' with a preemption bound cannot be split; leave --shard or --bound out"};
    }
  }
  search::end_on_interrupt();
  const bool is_shard = !settings.campaign.shard.empty();
  if (!settings.report.json) {
    print(fmt::format("{}, strategy {}, seed {}{}\n", report::counted(targets.size(), "scenario"),
                      options.strategy, options.seed,
                      is_shard ? ", shard " + settings.campaign.shard : ""));
  }
  TraceFolder folder(
      settings.out, options.shard.of > 1 ? ".shard" + std::to_string(options.shard.index + 1) : "");
  ProgressLine line;
  CampaignReport report(context, settings.report, name_width);
  search::ShardFile shard{options.shard, settings_text(settings, options), false, {}};
  for (const search::Target& target : targets) {
    if (search::interrupted()) {
      report.add(not_explored(target, options));
      continue;
    }
    search::CampaignResult result = search::explore_isolated(
        target, options, isolation,
        progress_teller(settings, name_of(target.scenario, target.fixed), line));
    line.clear();
    for (search::Confirmed& confirmed : result.findings) folder.save(confirmed);
    report.add(result);
    if (is_shard) {
      // Of the traces only their files are needed any more.
      for (search::Confirmed& confirmed : result.findings) confirmed.trace = {};
      shard.results.push_back(std::move(result));
    }
  }
  report.failed_to(folder.error());
  shard.finished = !search::interrupted();
  if (is_shard) write_shard(settings, shard, report);
  if (search::interrupted()) complain("interrupted: the rest was not explored");
  const int status = report.finish();
  return status == nothing_found && search::interrupted() ? failed : status;
}

}  // namespace

void add_explore(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command =
      *app.add_subcommand("explore", "Runs scenarios under many schedules and looks for bugs");
  const auto settings = std::make_shared<ExploreSettings>();
  command
      .add_option("SCENARIO", settings->campaign.scenarios,
                  "Names or patterns ('leaks/*'); default: all")
      ->type_name("");
  settings->campaign.add_choice_options(command);
  settings->campaign.add_amount_options(command);
  settings->campaign.add_sharing_options(command);
  command.add_flag("--keep-going", settings->campaign.keep_going,
                   "Collects all findings instead of stopping a scenario at its first");
  command.add_flag("--no-shrink", settings->campaign.no_shrink,
                   "Shows findings as they were found, not by their simplest schedules");
  command.add_option("--out", settings->out, "The folder for the traces of findings")
      ->type_name("DIR")
      ->capture_default_str();
  settings->report.add_options(command);
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return explore(context, *settings); };
  });
}

}  // namespace heddle::cli
