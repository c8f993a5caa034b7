#include "search/directed.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detect/saved.h"
#include "strategy/directed.h"

namespace heddle::search {
namespace {

constexpr std::uint64_t tries = 16;       // for each possible finding
constexpr std::size_t findings_most = 8;  // for so many

bool happened_already(const std::vector<trace::Finding>& findings, const trace::Finding& possible) {
  return std::any_of(findings.begin(), findings.end(), [&](const trace::Finding& other) {
    return detect::happened(possible, other);
  });
}

// What a directed run shows when it brings about what was possible.
std::optional<trace::Finding> brought_about(const Confirmed& possible,
                                            const CampaignOptions& options, std::uint32_t early,
                                            const RecordedRun& record) {
  std::vector<strategy::Directed::Place> places;
  for (const detect::CyclePart& part : detect::cycle_of(possible.trace, possible.finding)) {
    places.push_back({part.inner, part.at.file, part.at.line});
  }
  if (places.empty()) return std::nullopt;
  for (std::uint64_t i = 0; i < tries && !interrupted(); ++i) {
    const RunChoice choice{"directed", options.seed, i, early};
    const Replayed run =
        record([&places] { return std::make_unique<strategy::Directed>(places); }, choice);
    for (const trace::Finding& finding : run.trace.findings) {
      if (!detect::happened(possible.finding, finding)) continue;
      trace::Finding found = finding;
      found.schedule = run.trace.schedule;
      found.first_run = possible.finding.first_run;
      found.run = possible.finding.run;
      found.count = 1;
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace

void settle_possible(CampaignResult& result, const CampaignOptions& options, std::uint32_t early,
                     const RecordedRun& record, const ReplayedFinding& replay) {
  std::vector<Confirmed>& findings = result.findings;
  std::vector<trace::Finding> all;
  for (const Confirmed& confirmed : findings) all.push_back(confirmed.finding);
  std::erase_if(findings, [&all](const Confirmed& confirmed) {
    return confirmed.finding.possible &&
           (confirmed.finding.message.empty() || happened_already(all, confirmed.finding));
  });
  if (any_certain(result) && !options.keep_going) return;
  std::size_t tried = 0;
  for (std::size_t i = 0; i < findings.size() && tried < findings_most; ++i) {
    if (!findings[i].finding.possible) continue;
    ++tried;
    const auto found = brought_about(findings[i], options, early, record);
    if (!found) continue;
    Confirmed confirmed = replay(*found);
    confirmed.finding.notes.emplace_back("met in a directed run, after run " +
                                         std::to_string(found->first_run) +
                                         " had shown the order of the locks");
    if (!confirmed.trace.findings.empty()) confirmed.trace.findings.front() = confirmed.finding;
    findings[i] = std::move(confirmed);
  }
}

}  // namespace heddle::search
