#pragma once

// What one shard of a campaign has shown, in a file, for `heddle merge` to put together.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/result.h"

namespace heddle::search {

struct ShardFile {
  static constexpr unsigned version = 2;
  Shard shard;
  std::string settings;   // what all shards must have been given alike
  bool finished = false;  // not interrupted
  std::vector<CampaignResult> results;
};

// "heddle-shard-2-of-4.json"
std::string shard_file_name(const Shard& shard);

std::string to_json(const ShardFile& file);

// Traces are looked for in `folder`. Nothing, with one line that says what is wrong, when the text
// is no such file.
std::optional<ShardFile> shard_file_of(std::string_view text, const std::string& folder,
                                       std::string& error);

// The whole campaign from its shards, which belong together (cli/merge_command.cpp looks). The
// scenarios are in the order of the first shard.
std::vector<CampaignResult> merged(const std::vector<ShardFile>& shards);

}  // namespace heddle::search
