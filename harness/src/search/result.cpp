#include "search/result.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "report/text.h"
#include "search/canary.h"
#include "search/directed.h"
#include "search/shrink.h"

namespace heddle::search {
namespace {

// Whether it was not schedules but classes that were enumerated.
bool reduces(const CampaignResult& result) { return result.strategy.starts_with("dpor"); }

}  // namespace

bool any_certain(const CampaignResult& result) noexcept {
  return std::any_of(result.findings.begin(), result.findings.end(),
                     [](const Confirmed& confirmed) { return !confirmed.finding.possible; });
}

std::string claim_of(const CampaignResult& result) {
  const std::string whose = result.is_shard ? " of this shard" : "";
  if (!result.complete) {
    if (result.complete_bound < 0) return {};
    const std::string within =
        " within the bound of " +
        report::counted(static_cast<std::uint64_t>(result.complete_bound), "preemption");
    return reduces(result) ? "all classes" + whose + within + " explored"
                           : "every schedule" + whose + " was seen" + within;
  }
  const std::uint64_t classes = result.counts.explored;
  if (!reduces(result)) return "every schedule" + whose + " was seen";
  if (result.is_shard) return "all " + std::to_string(classes) + " classes" + whose + " explored";
  if (classes == 0) return "all classes explored";
  return classes == 1 ? "the one class there is was explored"
                      : "all " + std::to_string(classes) + " classes explored";
}

void conclude(CampaignResult& result) {
  const bool raced = std::any_of(
      result.findings.begin(), result.findings.end(),
      [](const Confirmed& confirmed) { return confirmed.finding.kind == Kind::data_race; });
  // After a data race the program may do what no schedule explains. And where accesses to memory
  // are decisions, dpor does not see the first ones, before a second goroutine has come.
  const bool claims = !raced && !(reduces(result) && result.memory);
  result.complete = claims && result.counts.saw_all;
  result.complete_bound = claims ? result.counts.saw_bound : -1;
  if (!any_certain(result) && result.not_green.empty()) {
    result.not_green = why_not_green(result.counts, result.memory);
  }
}

std::unique_ptr<Campaign> campaign_of(const Target& target, const CampaignOptions& options,
                                      CampaignResult& result) {
  result.scenario = target.scenario;
  result.fixed = target.fixed;
  result.strategy = options.strategy;
  result.seed = options.seed;
  result.is_shard = options.shard.of > 1;
  result.memory = target.program.preempt_memory;
  auto campaign = Campaign::make(target, options, result.error);
  if (campaign == nullptr) {
    result.not_green = result.error;
  } else {
    result.strategy = campaign->strategy().spec();
  }
  return campaign;
}

CampaignResult explore_here(const Target& target, const CampaignOptions& options) {
  CampaignResult result;
  const auto campaign = campaign_of(target, options, result);
  if (campaign == nullptr) return result;
  const std::int64_t begin_ns = monotonic_ns();
  const std::int64_t deadline_ns =
      options.seconds > 0 ? begin_ns + static_cast<std::int64_t>(options.seconds * 1e9) : 0;
  engine::Run run;
  {
    const SharedLog log(target.program);
    class Classes final : public Observer {
     public:
      explicit Classes(ClassSample& sample) : sample_(sample) {}
      void classified(std::uint64_t hash) override { sample_.add(hash); }

     private:
      ClassSample& sample_;
    } classes(result.classes);
    campaign->run(run, log.log(), result.counts, classes, deadline_ns, campaign->runs());
    run.count_classes(false);
  }
  if (const std::string left = campaign->divergence(); !left.empty()) {
    result.not_green = "the schedule could not be followed: " + left;
  }
  const auto replay = [&](const trace::Finding& finding) {
    Record record(target.program);
    const RunChoice choice{result.strategy, options.seed, finding.run, campaign->early()};
    return confirm(finding, replay_here(run, target, choice, finding.schedule, record));
  };
  for (const trace::Finding& finding : campaign->findings().all()) {
    std::optional<Shrunk> shrunk;
    if (options.shrink && result.findings.size() < shrunk_most) {
      shrunk = shrink_here(run, target, finding);
    }
    if (shrunk) {
      Confirmed simpler = replay(with(finding, *shrunk));
      if (simpler.finding.kind == finding.kind) {
        result.findings.push_back(std::move(simpler));
        continue;
      }
    }
    result.findings.push_back(replay(finding));
  }
  const auto record = [&](const StrategyMaker& make_strategy, const RunChoice& choice) {
    Record block(target.program);
    Replayed replayed;
    replayed.execution = execute(run, target, *make_strategy(), choice, block);
    replayed.trace = make_trace(target, choice, block, replayed.execution);
    return replayed;
  };
  settle_possible(result, options, campaign->early(), record, replay);
  result.seconds = static_cast<double>(monotonic_ns() - begin_ns) / 1e9;
  conclude(result);
  release_canary(result, options, explore_here);
  return result;
}

}  // namespace heddle::search
