#include "hunt/measure.h"

#include <stdexcept>

#include "search/campaign.h"
#include "search/mapping.h"
#include "search/target.h"

namespace heddle::hunt {
namespace {

std::uint64_t one_campaign(const search::Target& target, const Quarry& quarry,
                           const search::CampaignOptions& options, engine::Run& run,
                           engine::DecisionLog log) {
  std::string error;
  const auto campaign = search::Campaign::make(target, options, error);
  if (campaign == nullptr) throw std::runtime_error(error);
  search::Counts counts;
  search::Observer nobody;
  campaign->run(run, log, counts, nobody, 0, campaign->runs());
  for (const trace::Finding& finding : campaign->findings().all()) {
    if (finding.possible) continue;
    if (finding.kind != quarry.shows) {
      throw std::runtime_error(std::string(quarry.name) +
                               " shows something else: " + finding.message);
    }
    return finding.first_run + 1;
  }
  return options.runs + 1;
}

constexpr std::string_view compared[] = {"portfolio", "rfc",         "surw",          "pos",
                                         "urw",       "pct:depth=3", "pct:depth=10",  "burst",
                                         "random",    "dpor",        "delay:bound=2", "dfs"};

}  // namespace

std::span<const std::string_view> compared_strategies() { return compared; }

std::vector<std::uint64_t> schedules_to_bug(const Quarry& quarry, const Hunt& hunt) {
  // A channel's send that nothing orders before its close is a finding in every run; what counts
  // is that it goes wrong.
  const Scenario scenario{
      .name = quarry.name, .expect = {quarry.shows}, .body = quarry.body, .detect_races = false};
  const search::Target target = search::target_of(scenario);
  const search::SharedLog log(target.program);
  engine::Run run;
  search::CampaignOptions options;
  options.strategy = hunt.strategy;
  options.runs = hunt.limit;
  std::vector<std::uint64_t> schedules;
  for (options.seed = 1; options.seed <= hunt.seeds; ++options.seed) {
    schedules.push_back(one_campaign(target, quarry, options, run, log.log()));
  }
  return schedules;
}

std::uint64_t mean_hundredths(std::span<const std::uint64_t> schedules) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : schedules) sum += count;
  return schedules.empty() ? 0 : (100 * sum + schedules.size() / 2) / schedules.size();
}

std::uint64_t percent_within(std::span<const std::uint64_t> schedules, std::uint64_t budget) {
  std::uint64_t within = 0;
  for (const std::uint64_t count : schedules) within += count <= budget ? 1 : 0;
  return schedules.empty() ? 0 : 100 * within / schedules.size();
}

}  // namespace heddle::hunt
