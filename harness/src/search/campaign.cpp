#include "search/campaign.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "report/locate.h"
#include "report/symbolise.h"
#include "search/class_sample.h"
#include "search/confirm.h"
#include "strategy/factory.h"
#include "strategy/replay.h"
#include "strategy/schedule.h"
#include "strategy/splitting.h"

namespace heddle::search {
namespace {

constexpr std::string_view replay_prefix = "replay:";
constexpr std::uint64_t progress_interval_runs = 1024;

// Who is told about a campaign's runs, until it ends.
class Watched {
 public:
  Watched(engine::Run& run, engine::Observer& observer)
      : run_(run), before_(run.observe(&observer)) {}
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() { run_.observe(before_); }

 private:
  engine::Run& run_;
  engine::Observer* before_;
};

// Looks at the clock only every few runs, about once in a few milliseconds: a run may be shorter
// than the look.
class Stopwatch {
 public:
  explicit Stopwatch(std::int64_t deadline_ns) noexcept
      : deadline_ns_(deadline_ns), last_ns_(deadline_ns == 0 ? 0 : monotonic_ns()) {}

  bool expired() noexcept {
    if (deadline_ns_ == 0 || --left_ != 0) return false;
    const std::int64_t now_ns = monotonic_ns();
    const std::int64_t passed_ns = now_ns - last_ns_;
    if (passed_ns < shortest_ns && every_ < most_runs) every_ *= 2;
    if (passed_ns > 4 * shortest_ns && every_ > 1) every_ /= 2;
    last_ns_ = now_ns;
    left_ = every_;
    return now_ns >= deadline_ns_;
  }

 private:
  static constexpr std::int64_t shortest_ns = 2'000'000;
  static constexpr std::uint32_t most_runs = 1 << 16;
  std::int64_t deadline_ns_;
  std::int64_t last_ns_;
  std::uint32_t every_ = 1;
  std::uint32_t left_ = 1;
};

}  // namespace

void Observer::met(std::size_t, const trace::Finding&) {}
void Observer::met_again(std::size_t) {}

std::int64_t monotonic_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

void Counts::add(const Counts& other) noexcept {
  next_run = std::max(next_run, other.next_run);
  runs += other.runs;
  cut_runs += other.cut_runs;
  steps += other.steps;
  decisions += other.decisions;
  goroutines_most = std::max(goroutines_most, other.goroutines_most);
  decisions_most = std::max(decisions_most, other.decisions_most);
  saw_memory = saw_memory || other.saw_memory;
  exhausted = exhausted || other.exhausted;
  saw_all = saw_all || other.saw_all;
  saw_bound = std::max(saw_bound, other.saw_bound);
  if (other.cut != nullptr) cut = other.cut;
  // A strategy that counts classes goes on counting in the next worker.
  explored = std::max(explored, other.explored);
  progress = std::max(progress, other.progress);
}

namespace {

// Whether a finding's schedule is to be kept instead of a known one's.
bool is_simpler(const trace::Finding& finding, const trace::Finding& known) {
  if (finding.decisions != known.decisions) return finding.decisions < known.decisions;
  return finding.run < known.run;
}

}  // namespace

bool FindingSet::knows(const trace::Finding& finding) const {
  const auto place = by_key_.find(trace::key(finding));
  return place != by_key_.end() && !is_simpler(finding, findings_[place->second]);
}

std::size_t FindingSet::add(trace::Finding finding, Added& what) {
  const auto [place, inserted] = by_key_.try_emplace(trace::key(finding), findings_.size());
  if (inserted) {
    what = Added::first;
    findings_.push_back(std::move(finding));
    return place->second;
  }
  trace::Finding& known = findings_[place->second];
  finding.count += known.count;
  finding.first_run = std::min(known.first_run, finding.first_run);
  // What was met again without being looked at has no schedule.
  what = !finding.schedule.empty() && is_simpler(finding, known) ? Added::shorter : Added::known;
  if (what == Added::shorter) {
    known = std::move(finding);
  } else {
    known.count = finding.count;
    known.first_run = finding.first_run;
  }
  return place->second;
}

void FindingSet::clear() {
  findings_.clear();
  by_key_.clear();
}

std::unique_ptr<engine::Strategy> strategy_of(const Target& target, const CampaignOptions& options,
                                              std::string& error) {
  const std::string_view spec = options.strategy;
  if (!spec.starts_with(replay_prefix)) {
    return strategy::make_strategy(spec, options.bound, error);
  }
  strategy::ScheduleError wrong;
  auto schedule = strategy::parse_schedule(spec.substr(replay_prefix.size()), wrong);
  if (!schedule) {
    error = "the schedule is wrong at character " + std::to_string(wrong.offset + 1) + ": " +
            wrong.message;
    return nullptr;
  }
  if (schedule->scenario != target.scenario || schedule->fixed != target.fixed) {
    error = "the schedule is of '" + schedule->scenario + "'" +
            (schedule->fixed ? " (repaired twin)" : "") + ", not of '" + target.scenario + "'" +
            (target.fixed ? " (repaired twin)" : "");
    return nullptr;
  }
  return std::make_unique<strategy::Replay>(std::move(*schedule));
}

namespace {

// A search that is shared out numbers its runs itself (search/search_division.h).
std::unique_ptr<engine::Strategy> made_to_split(std::unique_ptr<engine::Strategy> strategy,
                                                CampaignOptions& options) {
  auto* search = dynamic_cast<strategy::Splittable*>(strategy.get());
  if (search == nullptr || !search->can_split()) return strategy;
  options.shard = {};
  static_cast<void>(strategy.release());
  return std::make_unique<strategy::Splitting>(std::unique_ptr<strategy::Splittable>(search));
}

}  // namespace

Campaign::Campaign(const Target& target, const CampaignOptions& options,
                   std::unique_ptr<engine::Strategy> strategy)
    : target_(target),
      options_(options),
      strategy_(std::move(strategy)),
      early_(options.early >= 0 ? static_cast<std::uint32_t>(options.early)
                                : strategy_->early_firings()) {
  // A schedule is one run.
  if (const auto* replay = dynamic_cast<const strategy::Replay*>(strategy_.get())) {
    options_.runs = std::min<std::uint64_t>(options_.runs, 1);
    target_ = target_for(target_, replay->schedule());
  }
}

std::unique_ptr<Campaign> Campaign::make(const Target& target, const CampaignOptions& options,
                                         std::string& error) {
  if (target.program.call == nullptr) {
    error = "the scenario '" + target.scenario + "' has no body";
    return nullptr;
  }
  auto strategy = strategy_of(target, options, error);
  if (strategy == nullptr) return nullptr;
  report::name_code_places();
  if (options.jobs <= 1 && options.shard.of <= 1) {
    return std::unique_ptr<Campaign>(new Campaign(target, options, std::move(strategy)));
  }
  CampaignOptions shared = options;
  strategy = made_to_split(std::move(strategy), shared);
  return std::unique_ptr<Campaign>(new Campaign(target, shared, std::move(strategy)));
}

std::string Campaign::divergence() const {
  const auto* replay = dynamic_cast<const strategy::Replay*>(strategy_.get());
  return replay == nullptr ? "" : replay->divergence();
}

void Campaign::run(engine::Run& run, engine::DecisionLog log, Counts& counts, Observer& observer,
                   std::int64_t deadline_ns, std::uint64_t end) {
  report::locate_user_sites();
  findings_.clear();
  came_.clear();
  Stopwatch stopwatch(deadline_ns);
  const Watched watched(run, detectors_);
  while (counts.next_run < end && !stopwatch.expired() && observer.go_on()) {
    const std::uint64_t number = counts.next_run;
    const std::uint64_t index = options_.shard.run(number);
    if (number >= batch_end_) {
      batch_end_ = options_.shard.batch_end(number);
      came_.clear();
    }
    const bool counted = counts_class_of(index);
    run.count_classes(counted);
    if (!strategy_->begin_run(index, engine::combine(options_.seed, index))) {
      counts.exhausted = true;
      counts.saw_all = strategy_->exhaustive();
      counts.saw_bound = strategy_->exhausted_bound();
      return;
    }
    const engine::RunResult result = run.execute(target_.program, *strategy_, log, early_);
    const bool found = any_certain(run.findings());
    strategy_->end_run(
        {result.steps, result.decisions, result.goroutines, result.cut != nullptr, found});
    ++counts.runs;
    counts.steps += result.steps;
    counts.decisions += result.decisions;
    counts.saw_memory |= result.saw_memory;
    counts.explored = strategy_->classes();
    if (counts.runs % progress_interval_runs == 0) counts.progress = strategy_->progress();
    counts.goroutines_most = std::max(counts.goroutines_most, result.goroutines);
    counts.decisions_most = std::max(counts.decisions_most, result.decisions);
    const bool shows = !strategy_->rehearses();
    if (result.cut != nullptr) {
      ++counts.cut_runs;
      counts.cut = result.cut;
    } else if (counted && shows) {
      observer.classified(result.class_hash);
    }
    if (shows && (!run.findings().empty() || detectors_.overlooked())) [[unlikely]] {
      collect(run, result, log, index, observer);
    }
    // Last: a reader of shared memory takes a run with a new number for a run that has begun.
    counts.next_run = number + 1;
    if (found && shows && !options_.keep_going) return;
  }
}

// What a recorded run of the schedule shows.
std::vector<trace::Finding> Campaign::again(engine::Run& run, const std::string& schedule,
                                            std::uint64_t index) {
  Record record(target_.program);
  const RunChoice choice{"", options_.seed, index, early_};
  return replay_here(run, target_, choice, schedule, record).trace.findings;
}

// A possible finding is looked at once more in a recorded run of the same schedule: only that knows
// what else orders the operations (detect/saved.h). One that did not stand is looked at again when
// it comes for the 2nd, 4th, 8th time: what excludes it may be an accident of some runs. Each batch
// of runs counts for itself, so that it makes no difference who makes it.
bool Campaign::stands(engine::Run& run, const trace::Finding& finding, std::uint64_t index) {
  std::uint64_t& times = came_[trace::key(finding)];
  if (times == stood) return true;
  ++times;
  if ((times & (times - 1)) != 0) return false;
  const std::vector<trace::Finding> shown = again(run, finding.schedule, index);
  const bool stands = std::any_of(shown.begin(), shown.end(), [&](const trace::Finding& other) {
    return trace::key(other) == trace::key(finding);
  });
  if (stands) times = stood;
  return stands;
}

void Campaign::collect(engine::Run& run, const engine::RunResult& result, engine::DecisionLog log,
                       std::uint64_t index, Observer& observer) {
  // Looking at a possible finding makes another run.
  std::vector<trace::Finding> met = run.findings();
  std::string schedule;
  if (detectors_.overlooked()) {
    schedule = strategy::to_text(strategy::make_schedule(target_.scenario, target_.fixed, early_,
                                                         run, log, target_.program.preempt_memory));
    for (trace::Finding& finding : again(run, schedule, index)) {
      if (finding.possible) met.push_back(std::move(finding));
    }
  }
  for (trace::Finding finding : met) {
    finding.first_run = index;
    finding.run = index;
    finding.decisions = result.decisions;
    finding.preemptions = result.preemptions;
    if (finding.possible || !findings_.knows(finding)) {
      if (schedule.empty()) {
        schedule = strategy::to_text(strategy::make_schedule(
            target_.scenario, target_.fixed, early_, run, log, target_.program.preempt_memory));
      }
      finding.schedule = schedule;
      if (finding.possible && !stands(run, finding, index)) continue;
    }
    FindingSet::Added what{};
    const std::size_t place = findings_.add(std::move(finding), what);
    if (what == FindingSet::Added::known) {
      observer.met_again(place);
    } else {
      observer.met(place, findings_.all()[place]);
    }
  }
}

bool any_certain(const std::vector<trace::Finding>& findings) noexcept {
  return std::any_of(findings.begin(), findings.end(),
                     [](const trace::Finding& finding) { return !finding.possible; });
}

std::string why_not_green(const Counts& counts, bool memory) {
  // A shard may have nothing to do.
  if (counts.runs == 0 && !counts.saw_all) return "no run was made";
  if (counts.runs != 0 && counts.cut_runs == counts.runs) {
    return "all " + std::to_string(counts.runs) + " runs were cut (" +
           (counts.cut == nullptr ? "no reason given" : counts.cut) + "): nothing was tested";
  }
  if (counts.goroutines_most >= 2 && counts.decisions == 0 && !counts.saw_all) {
    return "there were " + std::to_string(counts.goroutines_most) +
           " goroutines and not one decision: every run was the same (--strategy dfs can prove "
           "that one schedule is all there is)";
  }
  if (memory && !counts.saw_memory) {
    return "accesses to memory were to be decisions (--preempt=memory), and not one was seen: is "
           "the code compiled with heddle_instrument(target), or does it use Var?";
  }
  return {};
}

}  // namespace heddle::search
