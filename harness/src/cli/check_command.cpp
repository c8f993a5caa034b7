#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/campaign_settings.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/json.h"
#include "cli/trace_folder.h"
#include "report/text.h"

namespace heddle::cli {
namespace {

// Sampling first: it finds what is common. What is still missing after that is searched for in
// other ways; a twin is also tried exhaustively, as far as that goes.
constexpr std::uint64_t check_runs = 2000;
constexpr std::uint64_t dfs_runs = 20'000;
constexpr double dfs_seconds = 20;
constexpr int dfs_bound = 2;
// The same every time: a check is a test.
constexpr std::uint64_t default_seed = 1;

struct CheckSettings {
  std::vector<std::string> scenarios;
  std::uint64_t runs = check_runs;
  std::uint64_t seed = default_seed;
  std::string run_timeout = "10";
  std::string out;
  bool json = false;
};

// What was seen of a scenario or of its twin.
struct Seen {
  search::CampaignResult all;  // of all campaigns together
  trace::Kinds kinds;
};

// A possible finding counts where it is expected.
void add(Seen& seen, search::CampaignResult result, trace::Kinds expected) {
  seen.all.scenario = result.scenario;
  seen.all.fixed = result.fixed;
  seen.all.seed = result.seed;
  seen.all.strategy += (seen.all.strategy.empty() ? "" : "+") + result.strategy;
  seen.all.seconds += result.seconds;
  seen.all.counts.runs += result.counts.runs;
  seen.all.counts.cut_runs += result.counts.cut_runs;
  seen.all.counts.decisions += result.counts.decisions;
  seen.all.classes.merge(result.classes);
  seen.all.complete = seen.all.complete || result.complete;
  seen.all.not_green = result.not_green;
  for (search::Confirmed& confirmed : result.findings) {
    const std::string key = trace::key(confirmed.finding);
    const auto known = std::find_if(
        seen.all.findings.begin(), seen.all.findings.end(),
        [&key](const search::Confirmed& other) { return trace::key(other.finding) == key; });
    if (confirmed.finding.possible && !expected.contains(confirmed.finding.kind)) continue;
    seen.kinds.insert(confirmed.finding.kind);
    if (known == seen.all.findings.end()) {
      seen.all.findings.push_back(std::move(confirmed));
    } else {
      known->finding.count += confirmed.finding.count;
    }
  }
}

std::string listed(trace::Kinds kinds) {
  std::string out;
  for (const std::string& kind : words_of(kinds)) out += (out.empty() ? "" : ", ") + kind;
  return out.empty() ? "nothing" : out;
}

// What a scenario is about: its tags, without those that its name says.
std::string class_of(const Scenario& scenario) {
  const std::string_view name = scenario.name;
  std::istringstream tags(scenario.tags);
  std::string out;
  for (std::string tag; tags >> tag;) {
    if (name.find(tag) == std::string_view::npos) out += (out.empty() ? "" : " ") + tag;
  }
  return out;
}

// One line a scenario, as wide as the widest of what is known beforehand.
class Table {
 public:
  explicit Table(const std::vector<const Scenario*>& scenarios) {
    for (const Scenario* scenario : scenarios) {
      name_ = std::max(name_, std::string_view(scenario->name).size());
      class_ = std::max(class_, class_of(*scenario).size());
      expected_ = std::max(expected_, listed(scenario->expect).size());
    }
    if (class_ != 0) class_ = std::max(class_, std::string_view("CLASS").size());
  }

  std::string head() const {
    return row("", "SCENARIO", "CLASS", "EXPECTED", "FOUND", "SCHEDULES", "TWIN");
  }
  std::string row(std::string_view verdict, std::string_view name, std::string_view about,
                  std::string_view expected, std::string_view found, std::string_view schedules,
                  std::string_view twin) const {
    const std::string classes = class_ == 0 ? "" : fmt::format("{:<{}}  ", about, class_);
    std::string line = fmt::format("{:<4}  {:<{}}  {}{:<{}}  {:<5}  {:>9}  {}", verdict, name,
                                   name_, classes, expected, expected_, found, schedules, twin);
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
  }

 private:
  std::size_t name_ = std::string_view("SCENARIO").size();
  std::size_t class_ = 0;  // 0: no scenario has tags
  std::size_t expected_ = std::string_view("EXPECTED").size();
};

class Checker {
 public:
  Checker(const Context& context, const CheckSettings& settings)
      : context_(context), settings_(settings), folder_(settings.out) {
    isolation_.run_timeout_seconds = seconds_of(settings.run_timeout, "--run-timeout");
  }

  bool check(const Scenario& scenario, const Table& table) {
    Seen body = look_for(scenario);
    std::optional<Seen> twin;
    if (scenario.fixed != nullptr) twin = look_for_nothing(scenario);
    line_.clear();
    ++checked_;
    const bool body_ok =
        body.kinds == scenario.expect && (!scenario.expect.empty() || body.all.not_green.empty());
    const bool twin_ok = !twin || (twin->all.findings.empty() && twin->all.not_green.empty());
    for (Seen* seen : {&body, twin ? &*twin : nullptr}) {
      if (seen == nullptr || settings_.out.empty()) continue;
      for (search::Confirmed& confirmed : seen->all.findings) folder_.save(confirmed);
    }
    if (settings_.json) {
      print_json(scenario, body, twin, body_ok && twin_ok);
    } else {
      print_text(scenario, body, twin, body_ok && twin_ok, table);
      collect_surprises(scenario, body, twin);
    }
    return body_ok && twin_ok;
  }

  const std::string& surprises() const noexcept { return surprises_; }
  const std::string& error() const noexcept { return folder_.error(); }

 private:
  search::CampaignResult campaign(const search::Target& target, const std::string& strategy,
                                  std::uint64_t runs, int bound, double seconds) {
    search::CampaignOptions options;
    options.strategy = strategy;
    options.runs = runs;
    options.seed = settings_.seed;
    options.bound = bound;
    options.seconds = seconds;
    options.keep_going = true;
    const std::string name = name_of(target.scenario, target.fixed);
    return search::explore_isolated(
        target, options, isolation_, [this, &name](const search::Standing& standing) {
          if (settings_.json) return;
          line_.show(fmt::format("{} checked; {}: {}, {:.0f} s", checked_, name,
                                 report::counted(standing.counts.runs, "run"), standing.seconds));
        });
  }

  Seen look_for(const Scenario& scenario) {
    const search::Target target = target_of(scenario, false);
    Seen seen;
    add(seen, campaign(target, "portfolio", settings_.runs, -1, 0), scenario.expect);
    if (seen.kinds != scenario.expect) {
      add(seen, campaign(target, "dfs", dfs_runs, dfs_bound, dfs_seconds), scenario.expect);
    }
    return seen;
  }

  Seen look_for_nothing(const Scenario& scenario) {
    const search::Target target = target_of(scenario, true);
    Seen seen;
    add(seen, campaign(target, "portfolio", settings_.runs, -1, 0), {});
    const std::string sampled = seen.all.not_green;
    add(seen, campaign(target, "dfs", dfs_runs, -1, dfs_seconds), {});
    if (!seen.all.complete) {
      add(seen, campaign(target, "dfs", dfs_runs, dfs_bound, dfs_seconds), {});
    }
    // What sampling cannot prove, seeing every schedule does.
    if (!seen.all.complete && !sampled.empty()) seen.all.not_green = sampled;
    return seen;
  }

  void print_json(const Scenario& scenario, const Seen& body, const std::optional<Seen>& twin,
                  bool ok) {
    nlohmann::ordered_json object = object_of(body.all, context_);
    object["expected"] = words_of(scenario.expect);
    object["ok"] = ok;
    object["twin_runs"] = twin ? twin->all.counts.runs : 0;
    object["twin_complete"] = twin && twin->all.complete;
    object["twin_findings"] =
        twin ? object_of(twin->all, context_)["findings"] : nlohmann::ordered_json::array();
    print(line_of(object));
  }

  void print_text(const Scenario& scenario, const Seen& body, const std::optional<Seen>& twin,
                  bool ok, const Table& table) {
    const bool same = body.kinds == scenario.expect;
    const std::string schedules =
        body.all.findings.empty() ? "-" : std::to_string(first_run(body) + 1);
    std::string of_twin;
    if (twin) {
      of_twin = fmt::format("{} in {} runs", listed(twin->kinds), twin->all.counts.runs);
      if (twin->all.complete) of_twin += ", all schedules";
      if (!twin->all.not_green.empty()) of_twin += ", not green: " + twin->all.not_green;
    }
    print(table.row(ok ? "ok" : "FAIL", scenario.name, class_of(scenario), listed(scenario.expect),
                    same ? "same" : listed(body.kinds), schedules, of_twin));
  }

  // Of the campaign that found anything first.
  static std::uint64_t first_run(const Seen& seen) {
    std::uint64_t first = ~std::uint64_t{0};
    for (const search::Confirmed& confirmed : seen.all.findings) {
      first = std::min(first, confirmed.finding.first_run);
    }
    return first;
  }

  void collect_surprises(const Scenario& scenario, const Seen& body,
                         const std::optional<Seen>& twin) {
    for (const Seen* seen : {&body, twin ? &*twin : nullptr}) {
      if (seen == nullptr) continue;
      for (const search::Confirmed& confirmed : seen->all.findings) {
        const bool expected = !seen->all.fixed && scenario.expect.contains(confirmed.finding.kind);
        if (expected) continue;
        surprises_ +=
            "\n" + report_of(context_, seen->all.scenario, seen->all.fixed, confirmed.finding);
      }
    }
  }

  const Context& context_;
  const CheckSettings& settings_;
  TraceFolder folder_;
  search::Isolation isolation_;
  ProgressLine line_;
  std::size_t checked_ = 0;
  std::string surprises_;
};

int check(const Context& context, const CheckSettings& settings) {
  const std::vector<const Scenario*> scenarios = matching(context, settings.scenarios);
  const Table table(scenarios);
  search::end_on_interrupt();
  Checker checker(context, settings);
  std::size_t good = 0;
  std::size_t checked = 0;
  if (!settings.json) print(table.head());
  for (const Scenario* scenario : scenarios) {
    if (search::interrupted()) break;
    good += checker.check(*scenario, table) ? 1 : 0;
    ++checked;
  }
  if (!settings.json) {
    print(fmt::format("{} of {} as expected\n", good, scenarios.size()));
    print(checker.surprises());
  }
  if (!checker.error().empty()) throw Failure{checker.error()};
  if (good != checked) return found;
  return checked == scenarios.size() ? nothing_found : failed;
}

}  // namespace

void add_check(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command = *app.add_subcommand(
      "check", "Whether every scenario shows exactly what it expects, and its twin nothing");
  const auto settings = std::make_shared<CheckSettings>();
  command.add_option("SCENARIO", settings->scenarios, "Names or patterns; default: all")
      ->type_name("");
  command.add_option("--runs", settings->runs, "Random runs of each scenario and of each twin")
      ->type_name("N")
      ->check(no_whole_number)
      ->capture_default_str();
  command.add_option("--seed", settings->seed, "Where random decisions begin")
      ->type_name("N")
      ->check(no_whole_number)
      ->capture_default_str();
  command.add_option("--run-timeout", settings->run_timeout, "A run that takes longer is a hang")
      ->type_name("TIME")
      ->capture_default_str();
  command.add_option("--out", settings->out, "A folder for the traces of findings; default: none")
      ->type_name("DIR");
  command.add_flag("--json", settings->json, "One JSON object for each scenario");
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return check(context, *settings); };
  });
}

}  // namespace heddle::cli
