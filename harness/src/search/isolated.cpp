#include "search/isolated.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "search/canary.h"
#include "search/directed.h"
#include "search/part.h"
#include "search/post_mortem.h"
#include "search/raw_replay.h"
#include "search/record_run.h"
#include "search/search_division.h"
#include "search/shrink.h"
#include "search/turning_point.h"
#include "search/worker.h"
#include "strategy/otherwise.h"
#include "strategy/replay.h"
#include "strategy/schedule.h"

namespace heddle::search {
namespace {

// A campaign whose workers keep dying is given up: each costs a process, and a hang its time.
constexpr unsigned deaths_most = 100;
constexpr unsigned hangs_most = 3;
// How hard a finding that did not come again is looked for in fresh processes.
constexpr std::uint64_t fresh_processes_most = 200;
constexpr std::int64_t fresh_processes_ns = 3'000'000'000;
constexpr int wait_milliseconds = 50;
constexpr std::int64_t progress_interval_ns = 100'000'000;

volatile std::sig_atomic_t interrupt_seen = 0;

// A campaign as the watching process sees it.
class Watcher {
 public:
  Watcher(const Target& target, const CampaignOptions& options, const Isolation& isolation,
          const Progress& progress, CampaignResult& result)
      : target_(target),
        options_(options),
        isolation_(isolation),
        progress_(progress),
        result_(result),
        begin_ns_(monotonic_ns()) {
    if (options.seconds > 0) {
      deadline_ns_ = begin_ns_ + static_cast<std::int64_t>(options.seconds * 1e9);
    }
  }

  void run(Campaign& campaign) {
    early_ = campaign.early();
    learns_ = campaign.strategy().save({}) != 0;
    work(campaign);
    // To confirm and simplify findings takes its time: they are told of before.
    if (progress_) progress_({result_.counts, findings_.all(), seconds(), result_.classes});
    if (interrupted()) result_.not_green = "interrupted";
    if (!divergence_.empty()) {
      result_.not_green = "the schedule could not be followed: " + divergence_;
    }
    confirm_all();
    settle_possible(
        result_, options_, early_,
        [this](const StrategyMaker& make_strategy, const RunChoice& choice) {
          return record_run(target_, make_strategy, choice, isolation_, 0, symboliser());
        },
        [this](const trace::Finding& finding) { return replayed(finding); });
    result_.seconds = seconds();
  }

 private:
  double seconds() const { return static_cast<double>(monotonic_ns() - begin_ns_) / 1e9; }

  // --- The runs ---

  void work(Campaign& campaign) {
    const Work what{target_, options_, isolation_, deadline_ns_};
    const unsigned jobs = campaign.strategy().divides() ? std::max(options_.jobs, 1U) : 1;
    const std::unique_ptr<Sharing> sharing = shared_out(campaign, jobs);
    Sharing& division = *sharing;
    std::vector<std::unique_ptr<Worker>> workers;
    while (true) {
      if (is_over()) division.close();
      hand_out(division, workers, what, jobs);
      while (const std::optional<Part> part = division.take()) merge(*part, division);
      if (division.starts_over()) forget();
      if (division.is_over()) break;
      wait(workers);
      for (const auto& worker : workers) {
        if (auto back = worker->look()) take_back(division, *worker, std::move(*back));
        if (!worker->is_idle() &&
            (division.is_closed() || division.is_beyond(worker->part().first))) {
          worker->stop();
        }
      }
      tell(workers, division);
    }
    division.conclude(result_.counts);
    result_.not_green = division.problem();
    for (const auto& worker : workers) {
      result_.workers += worker->processes();
      result_.outside_kills += worker->outside_kills();
    }
  }

  std::unique_ptr<Sharing> shared_out(Campaign& campaign, unsigned jobs) {
    auto* splitting = dynamic_cast<strategy::Splitting*>(&campaign.strategy());
    if (splitting == nullptr) {
      return std::make_unique<Division>(campaign.runs(), options_.shard, jobs, options_.keep_going,
                                        campaign.strategy());
    }
    numbers_itself_ = true;
    return std::make_unique<SearchDivision>(options_.shard.share_of(options_.runs), options_.shard,
                                            options_.keep_going, *splitting);
  }

  void forget() {
    result_.counts = {};
    result_.classes = {};
    findings_.clear();
    deaths_ = hangs_ = 0;
  }

  bool is_over() const {
    return interrupted() || (deadline_ns_ != 0 && monotonic_ns() >= deadline_ns_);
  }

  void hand_out(Sharing& division, std::vector<std::unique_ptr<Worker>>& workers, const Work& what,
                unsigned jobs) {
    while (division.being_made() < jobs) {
      std::optional<Part> part = division.next(run_ns_);
      if (!part) return;
      const auto idle = std::find_if(workers.begin(), workers.end(),
                                     [](const auto& worker) { return worker->is_idle(); });
      if (idle == workers.end()) {
        workers.push_back(std::make_unique<Worker>(what));
        workers.back()->begin(std::move(*part));
      } else {
        (*idle)->begin(std::move(*part));
      }
    }
  }

  static void wait(const std::vector<std::unique_ptr<Worker>>& workers) {
    std::vector<pollfd> lines;
    for (const auto& worker : workers) {
      if (worker->lines() >= 0) lines.push_back({worker->lines(), POLLIN, 0});
    }
    ::poll(lines.data(), lines.size(), wait_milliseconds);
  }

  void take_back(Sharing& division, Worker& worker, Worker::Back back) {
    if (worker.run_ns() > 0) run_ns_ = worker.run_ns();
    if (back.death) death(worker, back.part, *back.death);
    if (worker.shared().status().divergence[0] != '\0') {
      divergence_ = worker.shared().status().divergence;
    }
    division.give_back(std::move(back.part));
  }

  // A campaign whose workers keep dying ends right there, however many there are.
  void merge(const Part& whole, Sharing& division) {
    const auto last = std::find_if(
        whole.after_death.begin(), whole.after_death.end(), [this](const Part& so_far) {
          return deaths_ + so_far.deaths >= deaths_most || hangs_ + so_far.hangs >= hangs_most;
        });
    const bool ends = last != whole.after_death.end();
    const Part& part = ends ? *last : whole;
    if (ends || whole.given_up) division.end_at(part.counts.next_run);
    result_.counts.add(part.counts);
    for (const std::uint64_t hash : part.classes) result_.classes.add(hash);
    for (const trace::Finding& finding : part.findings.all()) {
      FindingSet::Added what{};
      findings_.add(finding, what);
    }
    deaths_ += part.deaths;
    hangs_ += part.hangs;
  }

  void tell(const std::vector<std::unique_ptr<Worker>>& workers, const Sharing& division) {
    const std::int64_t now_ns = monotonic_ns();
    if (!progress_ || now_ns - told_ns_ < progress_interval_ns) return;
    told_ns_ = now_ns;
    std::vector<Counts> under_way;
    for (const auto& worker : workers) {
      if (worker->is_idle()) continue;
      under_way.push_back(worker->part().counts);
      under_way.back().add(worker->counts());
    }
    Counts counts = result_.counts;
    division.add_under_way(counts, under_way);
    progress_({counts, findings_.all(), seconds(), result_.classes});
  }

  // The process has died: that is a finding. It is repeated at once, because only a repetition
  // tells which goroutines the decisions mean.
  void death(Worker& worker, Part& part, const Outcome& outcome) {
    Counts& counts = part.counts;
    const std::uint64_t index =
        numbers_itself_ ? counts.next_run : options_.shard.run(counts.next_run);
    const engine::RunResult so_far = worker.shared().run().so_far();
    const std::uint64_t steps = worker.shared().run().steps();
    trace::Finding finding = post_mortem(outcome, worker.shared().status(), steps, symboliser());
    finding.first_run = index;
    finding.run = index;
    finding.decisions = so_far.decisions;
    finding.preemptions = so_far.preemptions;
    finding.early_firings = so_far.early_firings;
    ++counts.runs;
    ++counts.next_run;
    counts.decisions += so_far.decisions;
    counts.steps += steps;
    ++part.deaths;
    if (outcome.end == Outcome::End::hang) ++part.hangs;
    // Without what the strategy had learned the rest would not be the same.
    part.given_up =
        part.deaths >= deaths_most || part.hangs >= hangs_most || (learns_ && part.learned.empty());
    if (engine::is_off(finding.kind)) {
      note_death(part);
      return;
    }
    const std::string key = trace::key(finding);
    const auto known = deadly_.find(key);
    if (known == deadly_.end() || known->second->finding.run > index) {
      std::vector<engine::Decision> decisions;
      const engine::DecisionLog log = worker.log().log();
      for (std::uint64_t i = 0; i < log.size(); ++i) decisions.push_back(log[i]);
      const RunChoice choice{result_.strategy, options_.seed, index, early_};
      Replayed replayed = record_run(
          target_, [&decisions] { return std::make_unique<RawReplay>(decisions); }, choice,
          isolation_, decisions.size(), symboliser());
      finding.schedule = replayed.trace.schedule;
      deadly_[key] = std::make_unique<Confirmed>(confirm(finding, std::move(replayed)));
    } else if (numbers_itself_) {
      // Perhaps it was met in a rehearsal only, whose findings are not kept.
      const trace::Finding& before = known->second->finding;
      finding.schedule = before.schedule;
      finding.decisions = before.decisions;
      finding.preemptions = before.preemptions;
    }
    FindingSet::Added what{};
    part.findings.add(std::move(finding), what);
    note_death(part);
  }

  static void note_death(Part& part) {
    std::vector<Part> before = std::move(part.after_death);
    part.after_death.clear();
    Part so_far = part;
    so_far.learned.clear();
    before.push_back(std::move(so_far));
    part.after_death = std::move(before);
  }

  // --- What they have found ---

  Confirmed replayed(const trace::Finding& finding) {
    strategy::ScheduleError wrong;
    const auto schedule = strategy::parse_schedule(finding.schedule, wrong);
    engine::ensure(schedule.has_value(), "a schedule that was just made can be read");
    const RunChoice choice{result_.strategy, options_.seed, finding.run, early_};
    return confirm(finding, replay_isolated(target_, *schedule, choice, isolation_));
  }

  // A bug that did not come again may be a real one, found in a process that had a past: statics
  // that were initialised in an earlier run. Then runs in processes without a past show it too.
  void try_fresh_processes(const trace::Finding& wanted, Confirmed& confirmed) {
    CampaignOptions options = options_;
    // What learns from run to run does the same in every first run.
    if (learns_) options.strategy = "random";
    const std::int64_t end_ns = monotonic_ns() + fresh_processes_ns;
    for (std::uint64_t index = 0;
         index < fresh_processes_most && monotonic_ns() < end_ns && !interrupted(); ++index) {
      const RunChoice choice{options.strategy, options.seed, index, early_};
      const Replayed run = run_isolated(target_, options, choice, isolation_);
      for (trace::Finding finding : run.trace.findings) {
        if (trace::key(finding) != trace::key(wanted)) continue;
        finding.first_run = index;
        finding.run = index;
        Confirmed again = replayed(finding);
        if (again.finding.kind != wanted.kind) continue;
        again.finding.notes.emplace_back(
            "found first in a process that had made runs before, where it does not come again: "
            "statics keep their values from run to run. This schedule is for a fresh process");
        again.trace.findings.front() = again.finding;
        confirmed = std::move(again);
        return;
      }
    }
  }

  // A simpler schedule counts only if it shows the same in a fresh process.
  std::optional<Confirmed> shrunk_version(const trace::Finding& finding) {
    const auto shrunk = shrink_isolated(target_, finding, isolation_);
    if (!shrunk) return {};
    Confirmed simpler = replayed(with(finding, *shrunk));
    if (simpler.finding.kind != finding.kind) return {};
    return simpler;
  }

  void confirm_all() {
    std::size_t shrunk = 0;
    for (const trace::Finding& finding : findings_.all()) {
      const auto dead = deadly_.find(trace::key(finding));
      const bool shrink = options_.shrink && shrunk++ < shrunk_most && !interrupted();
      std::optional<Confirmed> simpler = shrink ? shrunk_version(finding) : std::nullopt;
      Confirmed confirmed = simpler                 ? std::move(*simpler)
                            : dead != deadly_.end() ? std::move(*dead->second)
                                                    : replayed(finding);
      if (dead == deadly_.end() && confirmed.finding.kind == Kind::nondeterminism) {
        try_fresh_processes(finding, confirmed);
      }
      if (shrink && dead == deadly_.end()) {
        find_turning_point(confirmed, [&](const StrategyMaker& make_strategy) {
          const RunChoice choice{"reversed", options_.seed, 0, confirmed.trace.early, false};
          return record_run(target_, make_strategy, choice, isolation_, 0, symboliser());
        });
      }
      confirmed.finding.count = finding.count;
      if (numbers_itself_ && dead != deadly_.end()) {
        confirmed.finding.run = finding.run;
        confirmed.finding.first_run = finding.first_run;
      }
      result_.findings.push_back(std::move(confirmed));
    }
  }

  report::Symboliser& symboliser() {
    if (symboliser_ == nullptr) symboliser_ = std::make_unique<report::Symboliser>();
    return *symboliser_;
  }

  const Target& target_;
  const CampaignOptions& options_;
  const Isolation& isolation_;
  const Progress& progress_;
  CampaignResult& result_;
  std::int64_t begin_ns_;
  std::int64_t deadline_ns_ = 0;
  std::int64_t told_ns_ = 0;
  std::uint32_t early_ = 0;
  double run_ns_ = 1e6;  // a guess
  FindingSet findings_;
  std::map<std::string, std::unique_ptr<Confirmed>> deadly_;  // ends of processes, by key
  std::string divergence_;
  bool learns_ = false;
  bool numbers_itself_ = false;  // the work: runs get their numbers only in the end
  unsigned deaths_ = 0;
  unsigned hangs_ = 0;
  std::unique_ptr<report::Symboliser> symboliser_;
};

}  // namespace

void end_on_interrupt() {
  struct sigaction action{};
  action.sa_handler = [](int) {
    // The second time nobody waits any longer.
    if (interrupt_seen != 0) ::_exit(130);
    interrupt_seen = 1;
  };
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

bool interrupted() noexcept { return interrupt_seen != 0; }

CampaignResult explore_isolated(const Target& target, const CampaignOptions& options,
                                const Isolation& isolation, const Progress& progress) {
  CampaignResult result;
  const auto campaign = campaign_of(target, options, result);
  if (campaign == nullptr) return result;
  Watcher(target, options, isolation, progress, result).run(*campaign);
  conclude(result);
  if (interrupted()) return result;
  release_canary(result, options, [](const Target& its_target, const CampaignOptions& its_options) {
    return explore_isolated(its_target, its_options, {});
  });
  return result;
}

Replayed run_isolated(const Target& target, const CampaignOptions& options, const RunChoice& choice,
                      const Isolation& isolation) {
  std::string error;
  const auto strategy = strategy_of(target, options, error);
  engine::ensure(strategy != nullptr, "the options of a single run are checked before");
  Target same = target;
  if (const auto* replay = dynamic_cast<const strategy::Replay*>(strategy.get())) {
    same = target_for(target, replay->schedule());
  }
  report::Symboliser symboliser;
  return record_run(
      same,
      [&target, &options] {
        std::string ignored;
        return strategy_of(target, options, ignored);
      },
      choice, isolation, 0, symboliser);
}

Replayed replay_isolated(const Target& target, const strategy::Schedule& schedule, RunChoice choice,
                         const Isolation& isolation) {
  report::Symboliser symboliser;
  choice.early = schedule.early;
  return record_run(
      target_for(target, schedule),
      [&schedule] { return std::make_unique<strategy::Replay>(schedule); }, choice, isolation,
      schedule.steps.size(), symboliser);
}

Replayed replay_otherwise(const Target& target, const strategy::Schedule& schedule,
                          const WhatIf& what_if, RunChoice choice, const Isolation& isolation) {
  report::Symboliser symboliser;
  choice.early = schedule.early;
  return record_run(
      target_for(target, schedule),
      [&] { return std::make_unique<strategy::Otherwise>(schedule, what_if.until, what_if.take); },
      choice, isolation, 0, symboliser);
}

}  // namespace heddle::search
