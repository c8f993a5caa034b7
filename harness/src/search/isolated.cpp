#include "search/isolated.h"

#include <heddle/trace/finding_json.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "search/child.h"
#include "search/death.h"
#include "search/directed.h"
#include "search/post_mortem.h"
#include "search/raw_replay.h"
#include "search/record_run.h"
#include "search/shared.h"
#include "search/shrink.h"
#include "search/watch.h"
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

volatile std::sig_atomic_t interrupt_seen = 0;

// In the worker: sends each new finding, counts those that come again.
class Reporter final : public Observer {
 public:
  Reporter(Status& status, const Child::Send& send) : status_(status), send_(send) {}
  bool go_on() override {
    return !status_.stop.load(std::memory_order_relaxed) &&
           !status_.replace.load(std::memory_order_relaxed);
  }
  void met(std::size_t index, const trace::Finding& finding) override {
    send_(trace::to_json(finding));
    // The list is full: more different findings than this are of no use to anybody.
    if (index + 1 == Status::findings_most) status_.stop = true;
  }
  void met_again(std::size_t index) override {
    if (index < Status::findings_most) ++status_.again[index];
  }

 private:
  Status& status_;
  const Child::Send& send_;
};

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
        log_(target.program),
        begin_ns_(monotonic_ns()) {
    if (options.seconds > 0) {
      deadline_ns_ = begin_ns_ + static_cast<std::int64_t>(options.seconds * 1e9);
    }
  }

  void run(Campaign& campaign) {
    early_ = campaign.early();
    learns_ = campaign.strategy().save({}) != 0;
    while (true) {
      const Outcome::End end = one_worker();
      if (end == Outcome::End::finished || is_over()) break;
      if (end != Outcome::End::replaced && !go_on_after_death()) break;
    }
    result_.counts = shared_.status().counts;
    if (interrupted()) result_.not_green = "interrupted";
    if (shared_.status().divergence[0] != '\0') {
      result_.not_green =
          std::string("the schedule could not be followed: ") + shared_.status().divergence;
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

  void work(const Child::Send& send) {
    engine::Run& run = shared_.make_run();
    std::string error;
    const auto campaign = Campaign::make(target_, options_, error);
    engine::ensure(campaign != nullptr, "the options were good before");
    if (!learned_.empty()) campaign->strategy().resume(learned_);
    leave_notes(shared_, run, campaign->strategy());
    Status& status = shared_.status();
    Reporter reporter(status, send);
    campaign->run(run, log_.log(), status.counts, reporter, deadline_ns_);
    std::strncpy(status.divergence, campaign->divergence().c_str(), sizeof status.divergence - 1);
    status.note.learned_bytes = campaign->strategy().save(shared_.learned());
    status.finished = true;
  }

  Outcome::End one_worker() {
    Status& status = shared_.status();
    status.finished = false;
    status.replace = false;
    status.note.~Note();
    ::new (&status.note) Note;
    std::fill(std::begin(status.again), std::end(status.again), 0);
    shared_.make_run();
    log_.log().clear();
    places_.clear();
    ++result_.workers;
    Child child([this](const Child::Send& send) { work(send); });
    const Outcome outcome =
        watch(child, shared_, isolation_, target_.program.limits.memory_bytes, [&] {
          take(child);
          if (progress_) progress_(status.counts, findings_.all().size(), seconds());
        });
    take(child);
    for (std::size_t i = 0; i < std::min(places_.size(), Status::findings_most); ++i) {
      findings_.all()[places_[i]].count += status.again[i];
    }
    keep_learned(outcome);
    if (outcome.end != Outcome::End::finished && outcome.end != Outcome::End::replaced) {
      death(outcome);
    }
    return outcome.end;
  }

  void take(Child& child) {
    for (const std::string& line : child.take_lines()) {
      auto finding = trace::finding_of_json(line);
      engine::ensure(finding.has_value(), "a worker's finding can be read");
      bool is_new = false;
      places_.push_back(findings_.add(std::move(*finding), is_new));
      if (is_new) confirmed_.emplace_back();
    }
  }

  void keep_learned(const Outcome& outcome) {
    const std::size_t bytes = shared_.status().note.learned_bytes;
    const std::span<const std::byte> room = shared_.learned();
    // A process that was killed from outside had no time to note anything.
    learned_lost_ = learns_ && (bytes == 0 || bytes > room.size());
    if (learned_lost_) {
      engine::ensure(outcome.end != Outcome::End::replaced, "a worker leaves what it has learned");
      return;
    }
    learned_.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(bytes));
  }

  // The process has died: that is a finding. It is repeated at once, because only a repetition
  // tells which goroutines the decisions mean.
  void death(const Outcome& outcome) {
    Counts& counts = shared_.status().counts;
    const std::uint64_t index = counts.next_run;
    const engine::RunResult so_far = shared_.run().so_far();
    trace::Finding finding =
        post_mortem(outcome, shared_.status(), shared_.run().steps(), symboliser());
    finding.first_run = index;
    finding.decisions = so_far.decisions;
    finding.preemptions = so_far.preemptions;
    finding.early_firings = so_far.early_firings;
    ++counts.runs;
    counts.next_run = index + 1;
    counts.decisions += so_far.decisions;
    counts.steps += shared_.run().steps();
    ++deaths_;
    if (outcome.end == Outcome::End::hang) ++hangs_;
    if (engine::is_off(finding.kind)) return;
    bool is_new = false;
    const std::size_t place = findings_.add(finding, is_new);
    if (!is_new) return;
    std::vector<engine::Decision> decisions;
    const engine::DecisionLog log = log_.log();
    for (std::uint64_t i = 0; i < log.size(); ++i) decisions.push_back(log[i]);
    const RunChoice choice{result_.strategy, options_.seed, index, early_};
    Replayed replayed = record_run(
        target_, [&decisions] { return std::make_unique<RawReplay>(decisions); }, choice,
        isolation_, decisions.size(), symboliser());
    finding.schedule = replayed.trace.schedule;
    findings_.all()[place].schedule = finding.schedule;
    confirmed_.push_back(std::make_unique<Confirmed>(confirm(finding, std::move(replayed))));
  }

  // A worker that is asked to make room may have been at its end anyway.
  bool is_over() {
    return interrupted() || shared_.status().counts.exhausted ||
           (!options_.keep_going && any_certain(findings_.all()));
  }

  bool go_on_after_death() const {
    if (deadline_ns_ != 0 && monotonic_ns() >= deadline_ns_) return false;
    // Without what the strategy had learned the rest would not be the same.
    return deaths_ < deaths_most && hangs_ < hangs_most && !learned_lost_;
  }

  Confirmed replayed(const trace::Finding& finding) {
    strategy::ScheduleError wrong;
    const auto schedule = strategy::parse_schedule(finding.schedule, wrong);
    engine::ensure(schedule.has_value(), "a schedule that was just made can be read");
    const RunChoice choice{result_.strategy, options_.seed, finding.first_run, early_};
    return confirm(finding, replay_isolated(target_, *schedule, choice, isolation_));
  }

  // A bug that did not come again may be a real one, found in a process that had a past: statics
  // that were initialised in an earlier run. Then runs in processes without a past show it too.
  void try_fresh_processes(std::size_t i) {
    const trace::Finding& wanted = findings_.all()[i];
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
        Confirmed again = replayed(finding);
        if (again.finding.kind != wanted.kind) continue;
        again.finding.notes.emplace_back(
            "found first in a process that had made runs before, where it does not come again: "
            "statics keep their values from run to run. This schedule is for a fresh process");
        again.trace.findings.front() = again.finding;
        *confirmed_[i] = std::move(again);
        return;
      }
    }
  }

  // A simpler schedule counts only if it shows the same in a fresh process.
  void shrink_one(std::size_t i) {
    const trace::Finding& finding = findings_.all()[i];
    const auto shrunk = shrink_isolated(target_, finding, isolation_);
    if (!shrunk) return;
    Confirmed simpler = replayed(with(finding, *shrunk));
    if (simpler.finding.kind != finding.kind) return;
    confirmed_[i] = std::make_unique<Confirmed>(std::move(simpler));
  }

  void confirm_all() {
    for (std::size_t i = 0; i < findings_.all().size(); ++i) {
      const trace::Finding& finding = findings_.all()[i];
      if (options_.shrink && i < shrunk_most && !interrupted()) shrink_one(i);
      if (confirmed_[i] == nullptr) {
        confirmed_[i] = std::make_unique<Confirmed>(replayed(finding));
        if (confirmed_[i]->finding.kind == Kind::nondeterminism) try_fresh_processes(i);
      }
      confirmed_[i]->finding.count = finding.count;
      result_.findings.push_back(std::move(*confirmed_[i]));
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
  Shared shared_;
  SharedLog log_;
  std::int64_t begin_ns_;
  std::int64_t deadline_ns_ = 0;
  std::uint32_t early_ = 0;
  FindingSet findings_;
  std::vector<std::unique_ptr<Confirmed>> confirmed_;  // beside findings_; null: not yet
  std::vector<std::size_t> places_;  // of the current worker's findings in findings_
  std::vector<std::byte> learned_;
  bool learns_ = false;
  bool learned_lost_ = false;
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
  result.scenario = target.scenario;
  result.fixed = target.fixed;
  result.strategy = options.strategy;
  result.seed = options.seed;
  result.memory = target.program.preempt_memory;
  const auto campaign = Campaign::make(target, options, result.error);
  if (campaign == nullptr) {
    result.not_green = result.error;
    return result;
  }
  result.strategy = campaign->strategy().spec();
  Watcher(target, options, isolation, progress, result).run(*campaign);
  conclude(result);
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

}  // namespace heddle::search
