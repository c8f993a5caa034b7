#pragma once

// How a campaign is divided among workers so that its result does not depend on how many there are
// or who is faster. Runs are numbered; a part is a stretch of them, made by one worker; what parts
// have shown is put together in the order of their runs. What lies behind the run that ends the
// campaign (the first finding, the last schedule) is thrown away, however early it was made.

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "engine/strategy.h"
#include "search/campaign.h"

namespace heddle::search {

struct Part {
  std::uint64_t first = 0;
  std::uint64_t end = 0;  // the run behind its last
  // What it has shown so far; counts.next_run is where to go on.
  Counts counts;
  std::vector<std::uint64_t> classes;
  FindingSet findings;
  unsigned deaths = 0;  // of workers
  unsigned hangs = 0;   // among them
  // What it had shown right after each of them (without what was learned): a campaign may end
  // there.
  std::vector<Part> after_death;
  bool given_up = false;  // there is no going on
  // What the strategy knows there; empty: nothing, or it does not learn. `learned_id` names it: a
  // worker that has left this very state need not be told it.
  std::vector<std::byte> learned;
  std::uint64_t learned_id = 0;
};

class Division {
 public:
  // `strategy` has learned nothing yet; it is used to put together what the parts have learned.
  // `runs` are those of the shard.
  Division(std::uint64_t runs, const Shard& shard, unsigned jobs, bool keep_going,
           engine::Strategy& strategy);

  // A part to be made next; `run_ns` is how long a run takes, more or less. Nothing when all there
  // is to do is being done.
  std::optional<Part> next(double run_ns);
  // A part is not being made any more; if it is not at its end it goes on later.
  void give_back(Part part);
  // The part that is next in order, once it is at its end.
  std::optional<Part> take();
  // What the campaign shows ends before this run.
  void end_at(std::uint64_t run) noexcept { stop_ = stop_ < run ? stop_ : run; }
  // No new parts from now on: `take` gives what there is, at its end or not.
  void close() noexcept { closed_ = true; }
  bool is_closed() const noexcept { return closed_; }

  // Whether there is nothing left to make or take, parts that are being made apart.
  bool is_over() const noexcept;
  // Whether this run's result would be thrown away.
  bool is_beyond(std::uint64_t run) const noexcept { return run >= stop_; }
  unsigned being_made() const noexcept { return being_made_; }

 private:
  bool is_at_end(const Part& part) const;
  std::uint64_t end_of_stretch(double run_ns) const noexcept;
  std::uint64_t end_of_share(double run_ns);
  void learn(Part& part);

  enum class Way : std::uint8_t {
    alone,  // one part at a time: what a run does depends on the run before
    freely,
    in_batches,  // parts within one batch; the next one when that is put together
  };
  std::uint64_t runs_;
  Shard shard_;
  unsigned jobs_;
  bool keep_going_;
  engine::Strategy& strategy_;
  Way way_;
  std::uint64_t begin_ = 0;   // of what nobody has been given yet
  std::uint64_t merged_ = 0;  // everything before was taken
  std::uint64_t stop_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t batch_end_ = 0;  // of the batch that is being shared out
  unsigned being_made_ = 0;
  bool closed_ = false;
  std::map<std::uint64_t, Part> unfinished_;  // by first run
  std::map<std::uint64_t, Part> finished_;
  std::vector<std::byte> learned_;  // up to merged_
  std::uint64_t learned_id_ = 0;
  std::vector<std::byte> base_;  // up to the batch that is being shared out
  std::uint64_t base_id_ = 0;
};

}  // namespace heddle::search
