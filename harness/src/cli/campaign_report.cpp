#include "cli/campaign_report.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>
#include <utility>

#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/json.h"
#include "report/github.h"
#include "report/junit.h"
#include "report/sarif.h"
#include "report/text.h"
#include "report/whole_file.h"
#include "report/wrap.h"
#include "search/coverage.h"

namespace heddle::cli {
namespace {

// What the campaign found, in which run, how long the schedule is, where the trace is; or what it
// is worth that it found nothing.
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
  if (first) {
    out += fmt::format("nothing in {}, {:.2f} s", report::counted(result.counts.runs, "run"),
                       result.seconds);
    if (const std::string claim = search::claim_of(result); !claim.empty()) out += ", " + claim;
    if (result.counts.cut_runs != 0) {
      out += ", " + report::counted(result.counts.cut_runs, "run") + " cut";
    }
    if (!result.not_green.empty()) out += "; not green: " + result.not_green;
    out += "\n";
    if (result.counts.runs != 0) {
      out += indent +
             search::coverage_text(result.strategy, result.counts, result.classes, result.seconds) +
             "\n";
    }
  }
  if (result.outside_kills != 0) {
    out += fmt::format("{}{} killed from outside and replaced; nothing is missing\n", indent,
                       result.outside_kills == 1
                           ? "1 worker was"
                           : std::to_string(result.outside_kills) + " workers were");
  }
  return out;
}

bool on_github() {
  const char* there = std::getenv("GITHUB_ACTIONS");
  return there != nullptr && std::string_view(there) == "true";
}

}  // namespace

void ReportSettings::add_options(CLI::App& command) {
  command.add_flag("--strict", strict,
                   "Fails on possible findings too (a lock order that did not deadlock)");
  command.add_option("--junit", junit, "Writes the result to this file as JUnit XML")
      ->type_name("FILE");
  command.add_option("--sarif", sarif, "Writes the result to this file as SARIF 2.1.0")
      ->type_name("FILE");
  command.add_flag("--json", json, "JSON lines: progress, and a result for each scenario");
}

void CampaignReport::add(const search::CampaignResult& result) {
  report::Summary summary;
  summary.scenario = name_of(result.scenario, result.fixed);
  summary.seconds = result.seconds;
  summary.runs = result.counts.runs;
  summary.not_green = result.not_green;
  for (const search::Confirmed& confirmed : result.findings) {
    const trace::Finding& finding = confirmed.finding;
    const bool fails = settings_.strict || !finding.possible;
    summary.findings.push_back(
        {finding, replay_command(context_, result.scenario, result.fixed, finding), fails});
    any_finding_ = any_finding_ || fails;
    if (!settings_.json) {
      texts_ += "\n" + report_of(context_, result.scenario, result.fixed, finding);
    }
  }
  summaries_.push_back(std::move(summary));
  all_green_ = all_green_ && result.not_green.empty();
  print(settings_.json ? line_of(object_of(result, context_)) : summary_of(result, name_width_));
}

void CampaignReport::failed_to(const std::string& what) {
  if (what.empty()) return;
  failures_ += (failures_.empty() ? "" : "; ") + what;
}

int CampaignReport::finish() {
  // A file that cannot be written must not keep the others from it, nor the text.
  std::string error;
  if (!settings_.junit.empty() &&
      !report::write_whole_file(settings_.junit, report::junit_of(summaries_), error)) {
    failed_to(error + " (--junit)");
  }
  if (!settings_.sarif.empty() &&
      !report::write_whole_file(settings_.sarif, report::sarif_of(summaries_, HEDDLE_VERSION),
                                error)) {
    failed_to(error + " (--sarif)");
  }
  print(texts_);
  // Standard output is for JSON then.
  if (on_github()) tell_github(report::github_of(summaries_), settings_.json);
  if (!failures_.empty()) throw Failure{failures_};
  if (any_finding_) return found;
  return all_green_ ? nothing_found : failed;
}

}  // namespace heddle::cli
