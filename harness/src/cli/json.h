#pragma once

#include <heddle/trace/kind.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/context.h"
#include "search/isolated.h"
#include "search/result.h"

namespace heddle::cli {

// The kinds of a set, in their own order.
std::vector<std::string> words_of(trace::Kinds kinds);

// One campaign as `explore --json` prints it.
nlohmann::ordered_json object_of(const search::CampaignResult& result, const Context& context);

// How far a campaign is, and what it has found behind the first `told` findings.
nlohmann::ordered_json progress_of(const std::string& scenario, const search::Standing& standing,
                                   std::size_t told);

// One line with a line feed, invalid UTF-8 replaced.
std::string line_of(const nlohmann::ordered_json& object);

}  // namespace heddle::cli
