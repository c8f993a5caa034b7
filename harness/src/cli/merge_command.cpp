#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/campaign_report.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "report/text.h"
#include "search/shard_file.h"

namespace heddle::cli {
namespace {

struct MergeSettings {
  std::vector<std::string> folders;
  ReportSettings report;
};

search::ShardFile read_shard(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw UsageError{"'" + path.string() + "' cannot be read"};
  std::string error;
  auto shard = search::shard_file_of(text, path.parent_path().string(), error);
  if (!shard) {
    throw UsageError{"'" + path.string() + "' is no good result of a shard: " + error +
                     "; run that shard again"};
  }
  return std::move(*shard);
}

// The result files of shards in a folder.
std::vector<std::filesystem::path> shards_in(const std::string& folder) {
  std::error_code problem;
  std::vector<std::filesystem::path> paths;
  for (std::filesystem::directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with("heddle-shard-") && name.ends_with(".json")) {
      paths.push_back(entry->path());
    }
  }
  if (problem) throw UsageError{"'" + folder + "' cannot be read: " + problem.message()};
  if (paths.empty()) {
    throw UsageError{"there is no result of a shard in '" + folder +
                     "': give the folders that were given to explore --shard I/N --out DIR"};
  }
  return paths;
}

// All of them, by number; throws where they do not belong together.
std::vector<search::ShardFile> read_all(const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> paths;
  for (const std::string& folder : folders) {
    for (std::filesystem::path& path : shards_in(folder)) {
      std::error_code ignored;
      const bool known = std::any_of(paths.begin(), paths.end(), [&](const auto& other) {
        return std::filesystem::equivalent(path, other, ignored);
      });
      if (!known) paths.push_back(std::move(path));
    }
  }
  std::vector<std::pair<search::ShardFile, std::string>> shards;
  for (const std::filesystem::path& path : paths) {
    shards.emplace_back(read_shard(path), path.string());
  }
  std::sort(shards.begin(), shards.end(), [](const auto& a, const auto& b) {
    return a.first.shard.index != b.first.shard.index ? a.first.shard.index < b.first.shard.index
                                                      : a.second < b.second;
  });
  std::vector<search::ShardFile> all;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    const auto& [file, path] = shards[i];
    const auto& [first, first_path] = shards[0];
    if (file.shard.of != first.shard.of || file.settings != first.settings) {
      throw UsageError{"'" + path + "' and '" + first_path + "' are not shards of one campaign: " +
                       file.settings + "; " + first.settings};
    }
    if (i != 0 && file.shard.index == shards[i - 1].first.shard.index) {
      throw UsageError{"'" + path + "' and '" + shards[i - 1].second + "' are the same shard"};
    }
    all.push_back(file);
  }
  return all;
}

// "shard 3 of 4 is missing", or nothing.
std::string missing(const std::vector<search::ShardFile>& shards) {
  const std::uint64_t of = shards[0].shard.of;
  std::string numbers;
  std::uint64_t count = 0;
  std::size_t next = 0;
  for (std::uint64_t index = 0; index < of; ++index) {
    if (next < shards.size() && shards[next].shard.index == index) {
      ++next;
      continue;
    }
    constexpr std::uint64_t named_most = 8;
    if (++count <= named_most) numbers += (count == 1 ? "" : ", ") + std::to_string(index + 1);
    if (count == named_most + 1) numbers += ", ...";
  }
  if (count == 0) return {};
  return fmt::format("{} {} of {} {} missing", count == 1 ? "shard" : "shards", numbers, of,
                     count == 1 ? "is" : "are");
}

int merge(const Context& context, const MergeSettings& settings) {
  const std::vector<search::ShardFile> shards = read_all(settings.folders);
  std::vector<search::CampaignResult> results = search::merged(shards);
  std::string gap = missing(shards);
  for (const search::ShardFile& shard : shards) {
    if (!shard.finished && gap.empty()) {
      gap = fmt::format("shard {} of {} was interrupted", shard.shard.index + 1, shard.shard.of);
    }
  }
  std::size_t name_width = 0;
  for (search::CampaignResult& result : results) {
    name_width = std::max(name_width, name_of(result.scenario, result.fixed).size());
    if (!gap.empty()) result.not_green = gap;
  }
  if (!settings.report.json) {
    print(fmt::format("{} of {}: {}\n", shards.size(), report::counted(shards[0].shard.of, "shard"),
                      shards[0].settings));
  }
  CampaignReport report(context, settings.report, name_width);
  for (const search::CampaignResult& result : results) report.add(result);
  const int status = report.finish();
  if (!gap.empty()) complain(gap + ": the result is not green");
  return status == nothing_found && !gap.empty() ? failed : status;
}

}  // namespace

void add_merge(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command = *app.add_subcommand("merge", "Joins the results of the shards of a campaign");
  const auto settings = std::make_shared<MergeSettings>();
  command
      .add_option("DIR", settings->folders,
                  "The folders that were given to explore --shard I/N --out DIR")
      ->type_name("")
      ->required();
  settings->report.add_options(command);
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return merge(context, *settings); };
  });
}

}  // namespace heddle::cli
