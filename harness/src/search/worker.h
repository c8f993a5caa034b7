#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "search/child.h"
#include "search/mapping.h"
#include "search/part.h"
#include "search/shared.h"
#include "search/watch.h"

namespace heddle::search {

// What all workers of a campaign have in common.
struct Work {
  const Target& target;
  const CampaignOptions& options;
  const Isolation& isolation;
  std::int64_t deadline_ns = 0;  // of monotonic_ns(), 0: none
};

// A worker process as the watching process has it. The process is started when there is something
// to do, keeps what it has learned and its pools from part to part, and is replaced when it dies or
// has grown.
class Worker {
 public:
  explicit Worker(const Work& work);

  bool is_idle() const noexcept { return !busy_; }
  // Makes the part, from where it is.
  void begin(Part part);
  // Ends soon, after the run under way.
  void stop() noexcept { shared_.status().stop = true; }

  // What has become of a part.
  struct Back {
    Part part;
    std::optional<Outcome> death;  // in the run part.counts.next_run
  };
  // Looks after the process. The part when it is not being made any more.
  std::optional<Back> look();

  // For poll(); -1 when there is no process.
  int lines() const noexcept { return child_ == nullptr ? -1 : child_->lines(); }
  // Of the part under way, as far as it is.
  const Part& part() const noexcept { return part_; }
  Counts counts() const noexcept { return busy_ ? shared_.status().counts : Counts{}; }
  // How long a run took in the last part, all included; 0: not known.
  double run_ns() const noexcept { return run_ns_; }
  std::uint64_t processes() const noexcept { return processes_; }
  std::uint64_t outside_kills() const noexcept { return outside_kills_; }

  // Of the process that died.
  Shared& shared() noexcept { return shared_; }
  const SharedLog& log() const noexcept { return log_; }

 private:
  struct Order {
    std::uint64_t end;
    std::uint64_t learned_bytes;  // to take over first; 0: none
  };
  void start();
  void work(const Child::Parent& parent);
  void order();
  bool take_lines();
  void collect();
  std::optional<Back> finish(std::optional<Outcome> death);

  const Work& work_;
  Shared shared_;
  SharedLog log_;
  std::unique_ptr<Child> child_;
  std::unique_ptr<Watch> watch_;
  bool busy_ = false;
  Part part_;
  Part before_;                      // the part as it was begun
  std::vector<std::size_t> places_;  // of this process's findings in part_.findings
  std::uint64_t learned_id_ = 0;     // what the process knows
  std::uint64_t killed_in_run_ = ~0ULL;
  std::int64_t begun_ns_ = 0;
  double run_ns_ = 0;
  std::uint64_t processes_ = 0;
  std::uint64_t outside_kills_ = 0;
};

}  // namespace heddle::search
