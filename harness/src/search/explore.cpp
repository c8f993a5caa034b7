#include <heddle/explore.h>

#include <ostream>
#include <utility>

#include "report/text.h"
#include "search/isolated.h"
#include "search/result.h"
#include "search/seed.h"

namespace heddle {

struct Report::Data {
  search::CampaignResult result;
  std::vector<trace::Finding> findings;
  bool strict = false;
};

Report::Report() : data_(std::make_unique<Data>()) {
  data_->result.not_green = "nothing was explored";
}
Report::Report(std::unique_ptr<Data> data) noexcept : data_(std::move(data)) {}
Report::Report(Report&&) noexcept = default;
Report& Report::operator=(Report&&) noexcept = default;
Report::~Report() = default;

bool Report::ok() const noexcept {
  const bool fails =
      data_->strict ? !data_->findings.empty() : search::any_certain(data_->findings);
  return !fails && data_->result.not_green.empty();
}
const std::vector<trace::Finding>& Report::findings() const noexcept { return data_->findings; }
bool Report::found(Kind kind) const noexcept {
  for (const trace::Finding& finding : data_->findings) {
    if (finding.kind == kind) return true;
  }
  return false;
}
std::uint64_t Report::runs() const noexcept { return data_->result.counts.runs; }
std::uint64_t Report::cut_runs() const noexcept { return data_->result.counts.cut_runs; }
std::uint64_t Report::seed() const noexcept { return data_->result.seed; }
bool Report::complete() const noexcept { return data_->result.complete; }
const std::string& Report::not_green() const noexcept { return data_->result.not_green; }

namespace {

// How a finding of explore() is replayed: by the command line if the scenario has a name, else by
// the same call.
std::string replay_of(const search::CampaignResult& result, const trace::Finding& finding) {
  if (result.scenario.empty()) {
    return "heddle::explore(body, {.strategy = \"replay:" + finding.schedule + "\"})";
  }
  return "heddle replay '" + result.scenario + "'" + (result.fixed ? " --twin" : "") +
         " --schedule '" + finding.schedule + "'";
}

std::unique_ptr<Report::Data> data_of(search::CampaignResult result, bool strict) {
  auto data = std::make_unique<Report::Data>();
  data->strict = strict;
  data->result = std::move(result);
  for (const search::Confirmed& confirmed : data->result.findings) {
    data->findings.push_back(confirmed.finding);
  }
  return data;
}

Report explore_target(search::Target target, const Options& options) {
  target.program.preempt_memory = options.preempt_memory;
  search::CampaignOptions campaign;
  campaign.strategy = options.strategy;
  campaign.bound = options.bound;
  campaign.early = options.early;
  campaign.runs = options.runs;
  campaign.seed = options.seed.has_value() ? *options.seed : search::drawn_seed();
  campaign.seconds = options.seconds;
  campaign.keep_going = options.keep_going;
  campaign.shrink = options.shrink;
  campaign.jobs = options.jobs;
  if (!options.isolate && options.jobs <= 1) {
    return Report(data_of(search::explore_here(target, campaign), options.strict));
  }
  search::Isolation isolation;
  isolation.run_timeout_seconds = options.run_timeout_seconds;
  return Report(data_of(search::explore_isolated(target, campaign, isolation), options.strict));
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Report& report) {
  const search::CampaignResult& result = report.data().result;
  for (const trace::Finding& finding : report.findings()) {
    out << report::text_of(finding, result.scenario, replay_of(result, finding)) << '\n';
  }
  out << report::counted(result.counts.runs, "run") << " of "
      << (result.scenario.empty() ? "the function" : result.scenario) << ", strategy "
      << result.strategy << ", seed " << result.seed << ": "
      << (report.findings().empty() ? "no finding"
                                    : report::counted(report.findings().size(), "finding"));
  if (result.counts.cut_runs != 0) {
    out << ", " << report::counted(result.counts.cut_runs, "run") << " cut";
  }
  if (const std::string claim = search::claim_of(result); !claim.empty()) out << ", " << claim;
  if (!result.not_green.empty()) out << "; not green: " << result.not_green;
  return out << '\n';
}

Report explore(const Scenario& scenario, const Options& options) {
  return explore_target(search::target_of(scenario), options);
}

Report explore(const std::function<void()>& body, const Options& options) {
  search::Target target;
  target.program = engine::program_of(body);
  if (!body) target.program.call = nullptr;
  return explore_target(std::move(target), options);
}

}  // namespace heddle
