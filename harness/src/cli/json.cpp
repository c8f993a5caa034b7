#include "cli/json.h"

#include <utility>

#include "cli/findings_text.h"
#include "search/coverage.h"

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
  const trace::TurningPoint& turn = finding.turning_point;
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
                            : ordered_json()},
          {"turning_point", turn.first == 0 ? ordered_json()
                                            : ordered_json{{"first", turn.first},
                                                           {"second", turn.second},
                                                           {"text", turn.text},
                                                           {"schedule", turn.schedule}}}};
}

// How many classes were seen, whether that is a count or an estimate, in how many runs they were
// looked at, and the chance that a further run shows a new one.
void add_classes(ordered_json& object, const search::ClassSample& classes) {
  object["classes"] = classes.distinct();
  object["classes_exact"] = classes.exact();
  object["classes_runs"] = classes.runs();
  object["new_class_chance"] = classes.chance_of_new();
}

const char* canary_word(search::Canary canary) {
  switch (canary) {
    case search::Canary::not_run: return "not run";
    case search::Canary::found: return "found";
    case search::Canary::missed: return "missed";
  }
  return "";
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

ordered_json object_of(const search::CampaignResult& result, const Context& context) {
  ordered_json findings = ordered_json::array();
  for (const search::Confirmed& confirmed : result.findings) {
    ordered_json finding = object_of(confirmed.finding);
    finding["replay"] = replay_command(context, result.scenario, result.fixed, confirmed.finding);
    findings.push_back(std::move(finding));
  }
  const auto bound = search::pct_miss_bound(result.strategy, result.counts);
  ordered_json object = {{"scenario", result.scenario}, {"twin", result.fixed},
                         {"strategy", result.strategy}, {"seed", result.seed},
                         {"runs", result.counts.runs},  {"cut_runs", result.counts.cut_runs},
                         {"seconds", result.seconds},   {"decisions", result.counts.decisions}};
  add_classes(object, result.classes);
  // What explores one run of each class knows their number exactly.
  if (result.counts.explored != 0) {
    object["classes"] = result.counts.explored;
    object["classes_exact"] = true;
  }
  object["pct_miss_chance"] = bound ? ordered_json(*bound) : ordered_json();
  object["canary"] = canary_word(result.canary);
  object["complete"] = result.complete;
  object["complete_bound"] =
      result.complete_bound < 0 ? ordered_json() : ordered_json(result.complete_bound);
  object["not_green"] = result.not_green;
  object["workers"] = result.workers;
  object["workers_killed"] = result.outside_kills;
  object["findings"] = std::move(findings);
  return object;
}

ordered_json progress_of(const std::string& scenario, const search::Standing& standing,
                         std::size_t told) {
  ordered_json found = ordered_json::array();
  for (std::size_t i = told; i < standing.findings.size(); ++i) {
    const trace::Finding& finding = standing.findings[i];
    found.push_back({{"kind", std::string(trace::word(finding.kind))},
                     {"message", finding.message},
                     {"possible", finding.possible},
                     {"first_run", finding.first_run},
                     {"schedule", finding.schedule}});
  }
  ordered_json object = {{"scenario", scenario},
                         {"runs", standing.counts.runs},
                         {"decisions", standing.counts.decisions},
                         {"findings", standing.findings.size()},
                         {"found", std::move(found)},
                         {"seconds", standing.seconds}};
  add_classes(object, standing.classes);
  return {{"progress", std::move(object)}};
}

std::string line_of(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace heddle::cli
