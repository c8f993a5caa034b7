#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "search/campaign.h"
#include "search/class_sample.h"
#include "search/confirm.h"

namespace heddle::search {

// A bug built in to see whether the strategy finds any at all (search/canary.h).
enum class Canary : std::uint8_t { not_run, found, missed };

// What a campaign found, each finding replayed.
struct CampaignResult {
  std::string scenario;
  bool fixed = false;
  std::string strategy;  // all keys written out
  std::uint64_t seed = 0;
  double seconds = 0;
  Counts counts;
  ClassSample classes;
  bool is_shard = false;             // what is said to be complete is only this shard
  bool memory = false;               // accesses to plain memory were decisions
  bool complete = false;             // every schedule was seen
  std::int32_t complete_bound = -1;  // or those with at most so many preemptions; -1: not those
  std::uint64_t workers = 0;         // processes it took, those of replays not counted
  std::uint64_t outside_kills = 0;   // workers that somebody else killed
  std::vector<Confirmed> findings;
  Canary canary = Canary::not_run;
  std::string not_green;  // why a result without findings proves nothing; empty when it does
  std::string error;      // why there was no campaign at all; empty when there was
};

// The campaign, and what is known of its result before it begins; null when there is none, for the
// reason that the result then gives.
std::unique_ptr<Campaign> campaign_of(const Target& target, const CampaignOptions& options,
                                      CampaignResult& result);

// Whether there is a finding that is not only possible.
bool any_certain(const CampaignResult& result) noexcept;

// What the result proves: "all 24 classes explored", "every schedule was seen", "every schedule was
// seen within the bound of 1 preemption", "all 6 classes of this shard explored"; empty when the
// search did not come to its end.
std::string claim_of(const CampaignResult& result);

// Fills in what follows from counts and findings.
void conclude(CampaignResult& result);

// A campaign in this process, and the replay of what it finds.
CampaignResult explore_here(const Target& target, const CampaignOptions& options);

}  // namespace heddle::search
