#include "cli/json.h"

#include <utility>

namespace heddle::cli {
namespace {

using nlohmann::ordered_json;

ordered_json object_of(const trace::Site& site) {
  return {{"file", site.file}, {"line", site.line}, {"function", site.function}};
}

ordered_json object_of(const trace::Involved& goroutine) {
  return {{"goroutine", trace::label(goroutine)},
          {"identity", goroutine.identity},
          {"state", goroutine.state},
          {"site", object_of(goroutine.site)},
          {"created_at", object_of(goroutine.created_at)},
          {"waits_for", goroutine.waits_for},
          {"could_wake", goroutine.could_wake}};
}

ordered_json object_of(const trace::Finding& finding) {
  ordered_json sites = ordered_json::array();
  for (const trace::Site& site : finding.sites) sites.push_back(object_of(site));
  ordered_json goroutines = ordered_json::array();
  for (const trace::Involved& goroutine : finding.goroutines) {
    goroutines.push_back(object_of(goroutine));
    // A finding without clashing operations lies where its goroutines are.
    if (finding.sites.empty() && goroutine.site.line != 0) {
      sites.push_back(object_of(goroutine.site));
    }
  }
  const trace::Shrinking& shrinking = finding.shrinking;
  return {{"kind", std::string(trace::word(finding.kind))},
          {"message", finding.message},
          {"count", finding.count},
          {"first_run", finding.first_run},
          {"decisions", finding.decisions},
          {"preemptions", finding.preemptions},
          {"schedule", finding.schedule},
          {"trace", finding.trace_file.empty() ? ordered_json() : ordered_json(finding.trace_file)},
          {"sites", std::move(sites)},
          {"goroutines", std::move(goroutines)},
          {"notes", finding.notes},
          {"after_main", finding.after_main},
          {"possible", finding.possible},
          {"early_firings", finding.early_firings},
          {"shrinking", shrinking.done
                            ? ordered_json{{"decisions_found", shrinking.decisions_found},
                                           {"preemptions_found", shrinking.preemptions_found},
                                           {"fewest", shrinking.fewest},
                                           {"interruptions", shrinking.interruptions}}
                            : ordered_json()}};
}

}  // namespace

std::vector<std::string> words_of(trace::Kinds kinds) {
  std::vector<std::string> words;
  for (unsigned i = 0; i < trace::kind_count; ++i) {
    const auto kind = static_cast<trace::Kind>(i);
    if (kinds.contains(kind)) words.emplace_back(trace::word(kind));
  }
  return words;
}

ordered_json object_of(const search::CampaignResult& result) {
  ordered_json findings = ordered_json::array();
  for (const search::Confirmed& confirmed : result.findings) {
    findings.push_back(object_of(confirmed.finding));
  }
  return {{"scenario", result.scenario},
          {"twin", result.fixed},
          {"strategy", result.strategy},
          {"seed", result.seed},
          {"runs", result.counts.runs},
          {"cut_runs", result.counts.cut_runs},
          {"seconds", result.seconds},
          {"decisions", result.counts.decisions},
          {"classes", result.counts.explored == 0 ? ordered_json()
                                                  : ordered_json(result.counts.explored)},
          {"complete", result.complete},
          {"not_green", result.not_green},
          {"findings", std::move(findings)}};
}

ordered_json progress_of(const std::string& scenario, const search::Counts& counts,
                         std::size_t findings, double seconds) {
  return {{"progress",
           {{"scenario", scenario},
            {"runs", counts.runs},
            {"decisions", counts.decisions},
            {"findings", findings},
            {"seconds", seconds}}}};
}

std::string line_of(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace heddle::cli
