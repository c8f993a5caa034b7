#include "report/sarif.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/rng.h"

namespace heddle::report {
namespace {

using nlohmann::ordered_json;

// A path as a URI reference: what is not plain is written as %XX.
std::string uri_of(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.~/+").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out.starts_with('/') ? "file://" + out : out;
}

ordered_json location_of(const trace::Site& site, const std::string& text) {
  ordered_json location = {{"physicalLocation",
                            {{"artifactLocation", {{"uri", uri_of(site.file)}}},
                             {"region", {{"startLine", site.line}}}}}};
  if (!site.function.empty()) {
    const ordered_json function = {{"name", site.function}, {"kind", "function"}};
    location["logicalLocations"] = ordered_json::array({function});
  }
  if (!text.empty()) location["message"] = {{"text", text}};
  return location;
}

// Where the goroutines are and who started them.
ordered_json related(const trace::Finding& finding, const std::vector<trace::Site>& places) {
  ordered_json all = ordered_json::array();
  const auto add = [&all](const trace::Site& site, const std::string& text) {
    if (site.line == 0) return;
    ordered_json location = location_of(site, text);
    location["id"] = all.size() + 1;
    all.push_back(std::move(location));
  };
  for (std::size_t i = 1; i < places.size(); ++i) add(places[i], "also here");
  for (const trace::Involved& goroutine : finding.goroutines) {
    add(goroutine.site, trace::label(goroutine) + " [" + goroutine.state + "]");
    add(goroutine.created_at, trace::label(goroutine) + " was started here");
  }
  return all;
}

// The same bug of the same scenario has the same number.
std::string fingerprint(const Summary& summary, const trace::Finding& finding) {
  std::uint64_t hash = 0;
  for (const char c : summary.scenario + "\n" + trace::key(finding)) {
    hash = engine::combine(hash, static_cast<unsigned char>(c));
  }
  return fmt::format("{:016x}", hash);
}

ordered_json result_of(const Summary& summary, const Reported& reported, std::size_t rule) {
  const trace::Finding& finding = reported.finding;
  const std::vector<trace::Site> places = places_of(finding);
  ordered_json locations = ordered_json::array();
  if (!places.empty()) locations.push_back(location_of(places[0], ""));
  std::string text = summary.scenario + ": " + finding.message;
  for (const std::string& note : finding.notes) text += "\n" + note;
  text += "\nReplay it with: " + reported.replay;
  return {{"ruleId", std::string(trace::word(finding.kind))},
          {"ruleIndex", rule},
          {"level", reported.fails ? "error" : "warning"},
          {"message", {{"text", text}}},
          {"locations", std::move(locations)},
          {"relatedLocations", related(finding, places)},
          {"partialFingerprints", {{"heddleFinding/v1", fingerprint(summary, finding)}}},
          {"occurrenceCount", finding.count},
          {"properties",
           {{"scenario", summary.scenario},
            {"replay", reported.replay},
            {"schedule", finding.schedule},
            {"firstRun", finding.first_run},
            {"decisions", finding.decisions},
            {"preemptions", finding.preemptions}}}};
}

// Results that prove nothing are told about the tool's run, not about a place.
ordered_json notifications_of(std::span<const Summary> summaries) {
  ordered_json all = ordered_json::array();
  for (const Summary& summary : summaries) {
    if (summary.not_green.empty()) continue;
    all.push_back(
        {{"level", "error"},
         {"message", {{"text", summary.scenario + ": not green: " + summary.not_green}}}});
  }
  return all;
}

}  // namespace

std::string sarif_of(std::span<const Summary> summaries, const std::string& version) {
  ordered_json rules = ordered_json::array();
  ordered_json results = ordered_json::array();
  std::vector<trace::Kind> kinds;
  for (const Summary& summary : summaries) {
    for (const Reported& reported : summary.findings) {
      std::size_t rule = 0;
      while (rule < kinds.size() && kinds[rule] != reported.finding.kind) ++rule;
      if (rule == kinds.size()) {
        kinds.push_back(reported.finding.kind);
        const std::string word(trace::word(reported.finding.kind));
        rules.push_back({{"id", word}, {"shortDescription", {{"text", word}}}});
      }
      results.push_back(result_of(summary, reported, rule));
    }
  }
  ordered_json notifications = notifications_of(summaries);
  const bool successful = notifications.empty();
  const ordered_json driver = {
      {"name", "heddle"}, {"semanticVersion", version}, {"rules", std::move(rules)}};
  const ordered_json invocation = {{"executionSuccessful", successful},
                                   {"toolExecutionNotifications", std::move(notifications)}};
  const ordered_json run = {{"tool", {{"driver", driver}}},
                            {"invocations", ordered_json::array({invocation})},
                            {"columnKind", "utf16CodeUnits"},
                            {"results", std::move(results)}};
  const ordered_json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                            {"version", "2.1.0"},
                            {"runs", ordered_json::array({run})}};
  return log.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace heddle::report
