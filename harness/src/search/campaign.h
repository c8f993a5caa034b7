#pragma once

// Many runs of one target, one after the other, in this process.

#include <heddle/trace/finding.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "detect/live.h"
#include "engine/batch.h"
#include "engine/run.h"
#include "engine/strategy.h"
#include "search/target.h"

namespace heddle::search {

// One of several parts of a campaign: the runs whose number leaves this remainder.
struct Shard {
  std::uint64_t index = 0;  // from 0
  std::uint64_t of = 1;
  // Runs of the whole that fall to this shard.
  std::uint64_t share_of(std::uint64_t runs) const noexcept {
    return runs <= index ? 0 : (runs - index - 1) / of + 1;
  }
  // The number in the whole campaign of this shard's n-th run, from 0.
  std::uint64_t run(std::uint64_t n) const noexcept { return n * of + index; }
  // The batch (engine/batch.h) of this shard's n-th run, in its own numbers: its first run, and the
  // first behind it.
  std::uint64_t batch_begin(std::uint64_t n) const noexcept {
    return share_of(engine::batch_begin(run(n)));
  }
  std::uint64_t batch_end(std::uint64_t n) const noexcept {
    return share_of(engine::batch_end(run(n)));
  }
};

struct CampaignOptions {
  std::string strategy = "portfolio";
  int bound = -1;             // preemption bound, -1: none
  int early = -1;             // early firings a run, -1: the strategy's own number
  std::uint64_t runs = 1000;  // at most
  std::uint64_t seed = 0;
  double seconds = 0;       // wall-clock budget, 0: none
  bool keep_going = false;  // also after a finding
  bool shrink = true;       // look for a simpler schedule of each finding
  unsigned jobs = 1;        // worker processes at a time, for explore_isolated
  Shard shard = {};
};

// What a campaign has done so far. Plain data that may lie in shared memory; each number is
// written by one process only. Runs are numbered within the shard.
struct Counts {
  std::uint64_t next_run = 0;  // the run under way or, between runs, the next
  std::uint64_t runs = 0;      // that ended
  std::uint64_t cut_runs = 0;
  std::uint64_t steps = 0;
  std::uint64_t decisions = 0;
  std::uint64_t decisions_most = 0;   // in one run
  std::uint32_t goroutines_most = 0;  // in one run
  bool saw_memory = false;            // RunResult::saw_memory of any run
  bool exhausted = false;             // the strategy has no further run
  bool saw_all = false;               // and has seen every schedule
  std::int32_t saw_bound = -1;        // or those with at most so many preemptions; -1: not those
  std::uint64_t explored = 0;         // happens-before classes, if the strategy counts them
  std::uint32_t progress = 0;         // Strategy::progress
  const char* cut = nullptr;          // why the last run that was cut was cut

  // Adds what another part of the campaign has done.
  void add(const Counts& other) noexcept;
};

// Findings that are the same bug are one, with a count, the first run in which it was met, and the
// shortest schedule that shows it (of equally short ones, the first).
class FindingSet {
 public:
  enum class Added : std::uint8_t {
    known,
    shorter,  // known, but not with so short a schedule
    first,
  };
  // Where the finding is in `all`, and what it is there.
  std::size_t add(trace::Finding finding, Added& what);
  // Whether it would be known.
  bool knows(const trace::Finding& finding) const;
  const std::vector<trace::Finding>& all() const noexcept { return findings_; }
  std::vector<trace::Finding>& all() noexcept { return findings_; }
  void clear();

 private:
  std::vector<trace::Finding> findings_;
  std::map<std::string, std::size_t> by_key_;
};

// Who is told about what a campaign meets.
class Observer {
 public:
  virtual ~Observer() = default;
  // Before each run; false ends the campaign.
  virtual bool go_on() { return true; }
  // The class of a run, of those that are counted (search/class_sample.h).
  virtual void classified(std::uint64_t) {}
  // A finding that was not met before, or a shorter schedule of one; `index` counts the findings
  // from 0.
  virtual void met(std::size_t index, const trace::Finding& finding);
  // The finding with this index again.
  virtual void met_again(std::size_t index);
};

class Campaign {
 public:
  // Null with a one-line error when the options make no sense.
  static std::unique_ptr<Campaign> make(const Target& target, const CampaignOptions& options,
                                        std::string& error);

  // Makes the runs from counts.next_run up to (and without) `end`. Findings are counted anew.
  // `deadline_ns` is a time of monotonic_ns(), 0: none.
  void run(engine::Run& run, engine::DecisionLog log, Counts& counts, Observer& observer,
           std::int64_t deadline_ns, std::uint64_t end);

  // All runs there are to make.
  std::uint64_t runs() const noexcept { return options_.shard.share_of(options_.runs); }

  const FindingSet& findings() const noexcept { return findings_; }
  engine::Strategy& strategy() noexcept { return *strategy_; }
  // Where a replayed schedule was left, in one sentence; empty for other strategies.
  std::string divergence() const;
  // Early firings allowed in each run.
  std::uint32_t early() const noexcept { return early_; }

 private:
  Campaign(const Target& target, const CampaignOptions& options,
           std::unique_ptr<engine::Strategy> strategy);
  void collect(engine::Run& run, const engine::RunResult& result, engine::DecisionLog log,
               std::uint64_t index, Observer& observer);
  std::vector<trace::Finding> again(engine::Run& run, const std::string& schedule,
                                    std::uint64_t index);
  bool stands(engine::Run& run, const trace::Finding& finding, std::uint64_t index);

  Target target_;
  CampaignOptions options_;
  std::unique_ptr<engine::Strategy> strategy_;
  std::uint32_t early_;
  FindingSet findings_;
  detect::Live detectors_;
  std::map<std::string, std::uint64_t> came_;  // possible findings by key: how often in this batch
  static constexpr std::uint64_t stood = ~std::uint64_t{0};
  std::uint64_t batch_end_ = 0;  // of the batch under way
};

// Whether a finding is certain: not only possible (trace::Finding::possible).
bool any_certain(const std::vector<trace::Finding>& findings) noexcept;

// The strategy that a description asks for; "replay:h1:..." replays a schedule. Null with a
// one-line error.
std::unique_ptr<engine::Strategy> strategy_of(const Target& target, const CampaignOptions& options,
                                              std::string& error);

// Nanoseconds on the wall clock that never goes back. For budgets, never for decisions.
std::int64_t monotonic_ns() noexcept;

// Why a campaign without findings proves nothing; empty when it does. `memory`: checks of plain
// memory were asked for.
std::string why_not_green(const Counts& counts, bool memory = false);

}  // namespace heddle::search
