#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "search/isolated.h"

namespace heddle::cli {

// The options that several commands share, as typed.
struct CampaignSettings {
  std::vector<std::string> scenarios;
  bool twin = false;
  std::string strategy = "portfolio";
  std::optional<std::uint64_t> runs;
  std::string seconds;
  std::optional<std::uint64_t> seed;
  std::int64_t bound = -1;
  std::int64_t early = -1;
  std::string preempt = "sync";
  std::string run_timeout = "10";
  bool keep_going = false;
  bool commute = false;
  bool no_shrink = false;
  std::optional<std::uint64_t> jobs;
  std::string shard;

  // Adds --strategy, --seed, --bound, --early, --preempt, --run-timeout, --twin.
  void add_choice_options(CLI::App& command);
  // Adds --runs and --seconds.
  void add_amount_options(CLI::App& command);
  // Adds --jobs and --shard.
  void add_sharing_options(CLI::App& command);

  // Both throw UsageError. A seed that was not given is drawn once.
  search::CampaignOptions options() const;
  search::Isolation isolation() const;
  // The scenario, or its twin, as it is to be run.
  search::Target target(const Scenario& scenario) const;
};

// For CLI::Option::check: what is wrong with a number, or nothing.
std::string no_whole_number(const std::string& text);

// The scenario or its twin. Throws UsageError when there is no twin.
search::Target target_of(const Scenario& scenario, bool twin);

}  // namespace heddle::cli
