#include "search/shard_file.h"

#include <heddle/trace/finding_json.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <utility>

namespace heddle::search {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view format_name = "heddle-shard";

// The reasons for cutting a run are texts of the program; those that were read live as long.
const char* kept_text(const std::string& text) {
  static std::set<std::string> texts;
  return text.empty() ? nullptr : texts.insert(text).first->c_str();
}

ordered_json value_of(const Counts& counts) {
  return {{"runs", counts.runs},
          {"cut_runs", counts.cut_runs},
          {"steps", counts.steps},
          {"decisions", counts.decisions},
          {"decisions_most", counts.decisions_most},
          {"goroutines_most", counts.goroutines_most},
          {"saw_memory", counts.saw_memory},
          {"explored", counts.explored},
          {"saw_all", counts.saw_all},
          {"saw_bound", counts.saw_bound},
          {"cut", counts.cut == nullptr ? "" : counts.cut}};
}

Counts counts_of(const ordered_json& value) {
  Counts counts;
  counts.runs = value.at("runs").get<std::uint64_t>();
  counts.cut_runs = value.at("cut_runs").get<std::uint64_t>();
  counts.steps = value.at("steps").get<std::uint64_t>();
  counts.decisions = value.at("decisions").get<std::uint64_t>();
  counts.decisions_most = value.at("decisions_most").get<std::uint64_t>();
  counts.goroutines_most = value.at("goroutines_most").get<std::uint32_t>();
  counts.saw_memory = value.at("saw_memory").get<bool>();
  counts.explored = value.at("explored").get<std::uint64_t>();
  counts.saw_all = value.at("saw_all").get<bool>();
  counts.saw_bound = value.at("saw_bound").get<std::int32_t>();
  counts.cut = kept_text(value.at("cut").get<std::string>());
  return counts;
}

ordered_json value_of(const ClassSample& classes) {
  ordered_json entries = ordered_json::array();
  for (const ClassSample::Entry& entry : classes.entries()) {
    entries.push_back(ordered_json::array({entry.hash, entry.count}));
  }
  return {{"runs", classes.runs()}, {"level", classes.level()}, {"classes", std::move(entries)}};
}

bool read(const ordered_json& value, ClassSample& classes) {
  std::vector<ClassSample::Entry> entries;
  for (const ordered_json& entry : value.at("classes")) {
    entries.push_back({entry.at(0).get<std::uint64_t>(), entry.at(1).get<std::uint64_t>()});
  }
  return classes.restore(value.at("runs").get<std::uint64_t>(), value.at("level").get<unsigned>(),
                         entries);
}

ordered_json value_of(const CampaignResult& result) {
  ordered_json findings = ordered_json::array();
  for (const Confirmed& confirmed : result.findings) {
    ordered_json finding = ordered_json::parse(trace::to_json(confirmed.finding));
    finding["trace"] = std::filesystem::path(confirmed.finding.trace_file).filename().string();
    findings.push_back(std::move(finding));
  }
  // What follows from the counts is found again when all shards are together.
  const bool follows = result.not_green == why_not_green(result.counts, result.memory);
  return {{"scenario", result.scenario},
          {"twin", result.fixed},
          {"strategy", result.strategy},
          {"seed", result.seed},
          {"seconds", result.seconds},
          {"counts", value_of(result.counts)},
          {"memory", result.memory},
          {"workers", result.workers},
          {"outside_kills", result.outside_kills},
          {"canary", static_cast<unsigned>(result.canary)},
          {"not_green", follows ? "" : result.not_green},
          {"sample", value_of(result.classes)},
          {"findings", std::move(findings)}};
}

CampaignResult result_of(const ordered_json& value, const std::string& folder) {
  CampaignResult result;
  result.scenario = value.at("scenario").get<std::string>();
  result.fixed = value.at("twin").get<bool>();
  result.strategy = value.at("strategy").get<std::string>();
  result.seed = value.at("seed").get<std::uint64_t>();
  result.seconds = value.at("seconds").get<double>();
  result.counts = counts_of(value.at("counts"));
  result.memory = value.at("memory").get<bool>();
  result.workers = value.at("workers").get<std::uint64_t>();
  result.outside_kills = value.at("outside_kills").get<std::uint64_t>();
  const auto told = value.at("canary").get<unsigned>();
  if (told > static_cast<unsigned>(Canary::missed)) throw std::string("there is no such canary");
  result.canary = static_cast<Canary>(told);
  result.not_green = value.at("not_green").get<std::string>();
  if (!read(value.at("sample"), result.classes)) throw std::string("the classes do not fit");
  for (const ordered_json& one : value.at("findings")) {
    auto finding = trace::finding_of_json(one.dump());
    if (!finding) throw std::string("a finding cannot be read");
    const std::string file = one.at("trace").get<std::string>();
    if (!file.empty()) finding->trace_file = (std::filesystem::path(folder) / file).string();
    result.findings.push_back({std::move(*finding), {}});
  }
  return result;
}

// Whether a search has seen all there is, if within a bound.
bool ended(const Counts& counts) noexcept { return counts.saw_all || counts.saw_bound >= 0; }

// Adds another shard's result of the same scenario.
void join(CampaignResult& whole, FindingSet& findings, CampaignResult result) {
  whole.seconds = std::max(whole.seconds, result.seconds);
  // What was seen, all have seen together.
  Counts both = whole.counts;
  both.add(result.counts);
  both.explored = whole.counts.explored + result.counts.explored;
  both.saw_all = whole.counts.saw_all && result.counts.saw_all;
  if (!ended(whole.counts) || !ended(result.counts)) both.saw_bound = -1;
  whole.counts = both;
  whole.classes.merge(result.classes);
  whole.workers += result.workers;
  whole.outside_kills += result.outside_kills;
  whole.canary = std::max(whole.canary, result.canary);
  if (whole.not_green.empty()) whole.not_green = result.not_green;
  for (Confirmed& confirmed : result.findings) {
    FindingSet::Added what{};
    findings.add(std::move(confirmed.finding), what);
  }
}

}  // namespace

std::string shard_file_name(const Shard& shard) {
  return "heddle-shard-" + std::to_string(shard.index + 1) + "-of-" + std::to_string(shard.of) +
         ".json";
}

std::string to_json(const ShardFile& file) {
  ordered_json results = ordered_json::array();
  for (const CampaignResult& result : file.results) results.push_back(value_of(result));
  const ordered_json whole = {{"format", format_name},
                              {"version", ShardFile::version},
                              {"shard", {{"index", file.shard.index + 1}, {"of", file.shard.of}}},
                              {"settings", file.settings},
                              {"finished", file.finished},
                              {"results", std::move(results)}};
  return whole.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::optional<ShardFile> shard_file_of(std::string_view text, const std::string& folder,
                                       std::string& error) {
  const ordered_json whole = ordered_json::parse(text, nullptr, false);
  if (whole.is_discarded()) {
    error = "it is no JSON, or cut short";
    return std::nullopt;
  }
  try {
    if (whole.at("format").get<std::string>() != format_name) throw std::string("it is no shard");
    const auto version = whole.at("version").get<unsigned>();
    if (version != ShardFile::version) {
      throw "it is of version " + std::to_string(version) + ", and this program reads version " +
          std::to_string(ShardFile::version);
    }
    ShardFile file;
    const auto index = whole.at("shard").at("index").get<std::uint64_t>();
    file.shard.of = whole.at("shard").at("of").get<std::uint64_t>();
    if (index < 1 || index > file.shard.of) throw std::string("there is no such shard");
    file.shard.index = index - 1;
    file.settings = whole.at("settings").get<std::string>();
    file.finished = whole.at("finished").get<bool>();
    for (const ordered_json& result : whole.at("results")) {
      file.results.push_back(result_of(result, folder));
    }
    return file;
  } catch (const std::string& wrong) {
    error = wrong;
  } catch (const ordered_json::exception& wrong) {
    error = wrong.what();
  }
  return std::nullopt;
}

std::vector<CampaignResult> merged(const std::vector<ShardFile>& shards) {
  std::vector<CampaignResult> all;
  std::vector<FindingSet> findings;
  for (const ShardFile& shard : shards) {
    for (const CampaignResult& result : shard.results) {
      std::size_t place = 0;
      while (place < all.size() &&
             (all[place].scenario != result.scenario || all[place].fixed != result.fixed)) {
        ++place;
      }
      if (place == all.size()) {
        CampaignResult& fresh = all.emplace_back();
        findings.emplace_back();
        fresh.scenario = result.scenario;
        fresh.fixed = result.fixed;
        fresh.strategy = result.strategy;
        fresh.seed = result.seed;
        fresh.memory = result.memory;
        // All there is, as long as no shard is missing.
        fresh.counts.saw_all = shards.size() == shard.shard.of;
      }
      join(all[place], findings[place], result);
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<trace::Finding>& met = findings[i].all();
    // The one that was met first comes first, as in a campaign in one piece.
    std::vector<std::size_t> order(met.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&met](std::size_t a, std::size_t b) {
      return std::pair(met[a].first_run, a) < std::pair(met[b].first_run, b);
    });
    for (const std::size_t place : order) all[i].findings.push_back({std::move(met[place]), {}});
    conclude(all[i]);
  }
  return all;
}

}  // namespace heddle::search
