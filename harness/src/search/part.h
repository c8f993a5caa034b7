#pragma once

// How a campaign is divided among workers so that its result does not depend on how many there are
// or who is faster. Runs are numbered; a part is a stretch of them, made by one worker; what parts
// have shown is put together in the order of their runs. What lies behind the run that ends the
// campaign (the first finding, the last schedule) is thrown away, however early it was made. A
// search through all there is has parts of another kind: search/search_division.h.

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
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
  bool given_up = false;   // there is no going on
  bool rehearsal = false;  // nothing that it shows counts
  // What the strategy knows there; empty: nothing, or it does not learn. `learned_id` names it: a
  // worker that has left this very state need not be told it.
  std::vector<std::byte> learned;
  std::uint64_t learned_id = 0;
};

// Who shares out the work.
class Sharing {
 public:
  Sharing() = default;
  Sharing(const Sharing&) = delete;
  Sharing& operator=(const Sharing&) = delete;
  virtual ~Sharing() = default;

  // A part to be made next; `run_ns` is how long a run takes, more or less. Nothing when all there
  // is to do is being done.
  virtual std::optional<Part> next(double run_ns) = 0;
  // A part is not being made any more; if it is not at its end it goes on later.
  virtual void give_back(Part part) = 0;
  // The part that is next in order, once it is at its end.
  virtual std::optional<Part> take() = 0;
  // What the campaign shows ends before this run.
  void end_at(std::uint64_t run) noexcept { stop_ = stop_ < run ? stop_ : run; }
  // No new parts from now on: `take` gives what there is, at its end or not.
  void close() noexcept { closed_ = true; }
  bool is_closed() const noexcept { return closed_; }

  // Whether there is nothing left to make or take, parts that are being made apart.
  virtual bool is_over() const noexcept = 0;
  // Whether this run's result would be thrown away.
  bool is_beyond(std::uint64_t run) const noexcept { return run >= stop_; }
  unsigned being_made() const noexcept { return being_made_; }

  // True once when all that was taken is to be forgotten.
  virtual bool starts_over() noexcept { return false; }
  // Adds to what was taken what the parts that are being made have shown.
  virtual void add_under_way(Counts& counts, const std::vector<Counts>& more) const;
  // When all is over: what follows for all that was taken together.
  virtual void conclude(Counts&) const {}
  // Why it says nothing about the whole; empty when it does.
  virtual std::string problem() const { return {}; }

 protected:
  std::uint64_t stop_ = std::numeric_limits<std::uint64_t>::max();
  unsigned being_made_ = 0;
  bool closed_ = false;
};

// Runs that can be made in any order, or from batch to batch; or by one worker only.
class Division final : public Sharing {
 public:
  // `strategy` has learned nothing yet; it is used to put together what the parts have learned.
  // `runs` are those of the shard.
  Division(std::uint64_t runs, const Shard& shard, unsigned jobs, bool keep_going,
           engine::Strategy& strategy);

  std::optional<Part> next(double run_ns) override;
  void give_back(Part part) override;
  std::optional<Part> take() override;
  bool is_over() const noexcept override;

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
  std::uint64_t begin_ = 0;                   // of what nobody has been given yet
  std::uint64_t merged_ = 0;                  // everything before was taken
  std::uint64_t batch_end_ = 0;               // of the batch that is being shared out
  std::map<std::uint64_t, Part> unfinished_;  // by first run
  std::map<std::uint64_t, Part> finished_;
  std::vector<std::byte> learned_;  // up to merged_
  std::uint64_t learned_id_ = 0;
  std::vector<std::byte> base_;  // up to the batch that is being shared out
  std::uint64_t base_id_ = 0;
};

}  // namespace heddle::search
