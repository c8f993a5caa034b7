#include "cli/campaign_settings.h"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

#include "cli/context.h"
#include "search/seed.h"
#include "strategy/factory.h"

namespace heddle::cli {
namespace {

constexpr std::uint64_t default_runs = 10'000;
// What enumerates ends by itself; this is for programs with too many schedules.
constexpr std::uint64_t default_runs_of_dfs = 1'000'000;
constexpr std::int64_t small_most = 1'000'000;
constexpr std::uint64_t jobs_most = 1024;
constexpr std::uint64_t shards_most = 1'000'000;

std::string strategy_help() {
  std::string text = "How decisions are taken:";
  for (const strategy::StrategyHelp& help : strategy::strategies()) {
    text += "\n  " + std::string(help.spec) + ": " + std::string(help.text);
  }
  return text;
}

// That this process may use.
std::uint64_t cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(CPU_COUNT(&allowed)), 1, jobs_most);
}

search::Shard shard_of(const CampaignSettings& settings) {
  if (settings.shard.empty()) return {};
  const std::string_view text = settings.shard;
  const std::size_t slash = text.find('/');
  const char* const end = text.data() + text.size();
  std::uint64_t index = 0;
  std::uint64_t of = 0;
  bool good = slash != std::string_view::npos;
  if (good) {
    const auto first = std::from_chars(text.data(), text.data() + slash, index);
    const auto second = std::from_chars(text.data() + slash + 1, end, of);
    good = first.ec == std::errc() && first.ptr == text.data() + slash &&
           second.ec == std::errc() && second.ptr == end;
  }
  if (!good || index < 1 || index > of || of > shards_most) {
    throw UsageError{"--shard '" + settings.shard + "' is no part: write I/N with I from 1 to N, " +
                     "as 2/4 (N at most " + std::to_string(shards_most) + ")"};
  }
  if (!settings.seed) {
    throw UsageError{"--shard " + settings.shard +
                     " needs --seed N, the same for all shards: they are parts of one campaign"};
  }
  return {index - 1, of};
}

std::uint64_t runs_of(const CampaignSettings& settings) {
  if (settings.runs) return *settings.runs;
  if (!settings.seconds.empty()) return std::numeric_limits<std::uint64_t>::max();
  const bool enumerates =
      settings.strategy.starts_with("dfs") || settings.strategy.starts_with("dpor");
  return enumerates ? default_runs_of_dfs : default_runs;
}

}  // namespace

// The library's own reading of numbers takes "-3" for a very large one.
std::string no_whole_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem == std::errc() && stop == end) return {};
  return "'" + text + "' is no whole number from 0 to 2^64 - 1";
}

void CampaignSettings::add_choice_options(CLI::App& command) {
  command.add_option("--strategy", strategy, strategy_help())
      ->type_name("STRATEGY")
      ->capture_default_str();
  command.add_option("--seed", seed, "Where random decisions begin (default: drawn, and printed)")
      ->type_name("N")
      ->check(no_whole_number);
  command.add_option("--bound", bound, "At most this many preemptions in a run (dfs, dpor)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, small_most).description(""));
  command.add_flag("--commute", commute,
                   "Additions to an atomic commute, because nobody uses what they return (dpor)");
  command
      .add_option("--early", early,
                  "At most this many timers in a run fire early (default: the strategy's)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, small_most).description(""));
  command
      .add_option("--preempt", preempt,
                  "Where goroutines can be interrupted: sync, at operations; memory, also at "
                  "accesses to plain memory that another goroutine has touched")
      ->type_name("PLACES")
      ->check(CLI::IsMember({"sync", "memory"}))
      ->capture_default_str();
  command
      .add_option("--run-timeout", run_timeout, "A run that takes longer is a hang: 10, 500ms, 2m")
      ->type_name("TIME")
      ->capture_default_str();
  command.add_flag("--twin", twin, "The repaired twin instead of the scenario");
}

void CampaignSettings::add_amount_options(CLI::App& command) {
  command
      .add_option("--runs", runs,
                  "At most this many runs of each scenario (default: 10000, dfs 1000000, no limit "
                  "with --seconds)")
      ->type_name("N")
      ->check(no_whole_number);
  command.add_option("--seconds", seconds, "At most this long for each scenario: 10, 500ms, 2m")
      ->type_name("TIME");
}

void CampaignSettings::add_sharing_options(CLI::App& command) {
  command
      .add_option(
          "--jobs", jobs,
          "Worker processes (default: one a core). The result does not depend on it; dpor has "
          "one worker with a bound")
      ->type_name("N")
      ->check(no_whole_number)
      ->check(CLI::Range(std::uint64_t{1}, jobs_most).description(""));
  command
      .add_option(
          "--shard", shard,
          "Only the I-th of N parts of the campaign, as I/N (1/4 to 4/4): every N-th run, or "
          "for dfs and dpor every N-th part of the search. All shards need the same --seed. "
          "Leaves a result in the --out folder for merge")
      ->type_name("I/N");
}

search::CampaignOptions CampaignSettings::options() const {
  search::CampaignOptions options;
  options.strategy = strategy;
  if (commute)
    options.strategy += strategy.find(':') != std::string::npos ? ",commute=1" : ":commute=1";
  options.bound = static_cast<int>(bound);
  options.early = static_cast<int>(early);
  options.runs = runs_of(*this);
  options.seed = seed ? *seed : search::drawn_seed();
  options.seconds = seconds.empty() ? 0 : seconds_of(seconds, "--seconds");
  options.keep_going = keep_going;
  options.shrink = !no_shrink;
  options.shard = shard_of(*this);
  options.jobs = static_cast<unsigned>(jobs ? *jobs : cores());
  return options;
}

search::Isolation CampaignSettings::isolation() const {
  search::Isolation isolation;
  isolation.run_timeout_seconds = seconds_of(run_timeout, "--run-timeout");
  return isolation;
}

search::Target CampaignSettings::target(const Scenario& scenario) const {
  search::Target target = target_of(scenario, twin);
  target.program.preempt_memory = preempt == "memory";
  return target;
}

search::Target target_of(const Scenario& scenario, bool twin) {
  if (twin && scenario.fixed == nullptr) {
    throw UsageError{std::string("'") + scenario.name + "' has no repaired twin"};
  }
  if (!twin && scenario.body == nullptr) {
    throw UsageError{std::string("'") + scenario.name + "' has no body"};
  }
  return search::target_of(scenario, twin);
}

}  // namespace heddle::cli
