#include "search/canary.h"

#include <heddle/atomic.h>
#include <heddle/check.h>
#include <heddle/goroutine.h>
#include <heddle/make.h>

#include <string_view>

#include "strategy/factory.h"

namespace heddle::search {
namespace {

constexpr std::string_view canary_name = "canary";

// Wrong whenever the second goroutine is faster than the first.
constexpr Scenario canary{
    .name = "canary",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* written = make<Atomic<int>>(0);
          go([written] { written->store(1); });
          go([written] { check(written->load() == 1, "the first goroutine was first"); });
        },
};

}  // namespace

void release_canary(CampaignResult& result, const CampaignOptions& options,
                    const MakeCampaign& make) {
  const bool says_something = any_certain(result) || !result.not_green.empty() || result.complete;
  if (says_something || result.scenario == canary_name || !strategy::samples(result.strategy) ||
      result.counts.runs < canary_runs) {
    return;
  }
  CampaignOptions its_options = options;
  its_options.runs = canary_runs;
  its_options.seconds = 0;
  its_options.keep_going = false;
  its_options.jobs = 1;
  its_options.shard = {};
  const CampaignResult seen = make(target_of(canary), its_options);
  result.canary = any_certain(seen) ? Canary::found : Canary::missed;
  if (result.canary == Canary::found) return;
  result.not_green =
      "the canary was missed: a bug built in to try the strategy, which any strategy that mixes "
      "the "
      "order of goroutines meets within a few runs, was not found in " +
      std::to_string(canary_runs);
}

}  // namespace heddle::search
