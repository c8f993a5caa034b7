#include "search/part.h"

#include <algorithm>
#include <utility>

#include "engine/ensure.h"

namespace heddle::search {
namespace {

// How long a part should take: long enough that handing it out costs nothing, short enough that
// nobody waits for the last one.
constexpr double part_ns = 30e6;
// A batch is shared out only when each share is worth the trouble.
constexpr double share_ns = 2e6;

std::vector<std::byte> saved(const engine::Strategy& strategy) {
  std::vector<std::byte> bytes(strategy.save({}));
  strategy.save(bytes);
  return bytes;
}

}  // namespace

void Sharing::add_under_way(Counts& counts, const std::vector<Counts>& more) const {
  for (const Counts& one : more) counts.add(one);
}

Division::Division(std::uint64_t runs, const Shard& shard, unsigned jobs, bool keep_going,
                   engine::Strategy& strategy)
    : runs_(runs),
      shard_(shard),
      jobs_(std::max(jobs, 1U)),
      keep_going_(keep_going),
      strategy_(strategy),
      way_(!strategy.divides()      ? Way::alone
           : strategy.save({}) == 0 ? Way::freely
                                    : Way::in_batches),
      learned_(saved(strategy)) {}

bool Division::is_at_end(const Part& part) const {
  return part.counts.next_run >= part.end || part.counts.exhausted || part.given_up ||
         (!keep_going_ && any_certain(part.findings.all()));
}

// Whole batches, so that a part's result is that of its batches; at most a fair share of the rest.
std::uint64_t Division::end_of_stretch(double run_ns) const noexcept {
  const std::uint64_t limit = std::min(runs_, stop_);
  const double wanted = part_ns / std::max(run_ns, 1.0);
  const auto fair = static_cast<double>((limit - begin_) / (std::uint64_t{2} * jobs_));
  const double length = way_ == Way::freely ? std::min(wanted, fair) : wanted;
  std::uint64_t end = shard_.batch_end(begin_);
  while (end < limit && static_cast<double>(end - begin_) < length) end = shard_.batch_end(end);
  return std::min(end, limit);
}

// Of the batch that is being shared out.
std::uint64_t Division::end_of_share(double run_ns) {
  const std::uint64_t limit = std::min(runs_, stop_);
  if (begin_ >= batch_end_) {
    batch_end_ = std::min(shard_.batch_end(begin_), limit);
    const auto share = static_cast<double>(batch_end_ - begin_) / jobs_;
    if (jobs_ == 1 || share * run_ns < share_ns) batch_end_ = end_of_stretch(run_ns);
  }
  if (batch_end_ > shard_.batch_end(begin_)) return batch_end_;
  const std::uint64_t batch_runs = shard_.batch_end(begin_) - shard_.batch_begin(begin_);
  const std::uint64_t share = (batch_runs + jobs_ - 1) / jobs_;
  return std::min(begin_ + share, batch_end_);
}

std::optional<Part> Division::next(double run_ns) {
  if (closed_) return std::nullopt;
  if (!unfinished_.empty() && !is_beyond(unfinished_.begin()->first)) {
    Part part = std::move(unfinished_.begin()->second);
    unfinished_.erase(unfinished_.begin());
    ++being_made_;
    return part;
  }
  if (begin_ >= std::min(runs_, stop_)) return std::nullopt;
  if (way_ == Way::alone && merged_ != begin_) return std::nullopt;
  // What the batches before have taught must be known.
  if (way_ == Way::in_batches && begin_ >= batch_end_ && merged_ != begin_) return std::nullopt;
  Part part;
  part.first = begin_;
  part.counts.next_run = begin_;
  switch (way_) {
    case Way::alone:
    case Way::freely: part.end = end_of_stretch(run_ns); break;
    case Way::in_batches: part.end = end_of_share(run_ns); break;
  }
  // All parts of a batch begin with the same.
  if (way_ != Way::in_batches || part.first == shard_.batch_begin(part.first)) {
    base_ = learned_;
    base_id_ = learned_id_;
  }
  part.learned = base_;
  part.learned_id = base_id_;
  begin_ = part.end;
  ++being_made_;
  return part;
}

void Division::give_back(Part part) {
  --being_made_;
  if (is_beyond(part.first)) return;
  const std::uint64_t first = part.first;
  if (!is_at_end(part)) {
    unfinished_.emplace(first, std::move(part));
    return;
  }
  // It ended before its time: so does the campaign.
  if (part.counts.next_run < part.end || part.counts.exhausted || part.given_up ||
      (!keep_going_ && any_certain(part.findings.all()))) {
    std::uint64_t end = part.counts.next_run;
    // The run that found nothing more has not happened, but its part says that all was seen.
    if (part.counts.exhausted && end == first) ++end;
    stop_ = std::min(stop_, end);
  }
  finished_.emplace(first, std::move(part));
}

void Division::learn(Part& part) {
  if (way_ == Way::freely || part.learned.empty()) return;
  // The first part of a batch brings all that was known before along.
  if (way_ == Way::alone || part.first == shard_.batch_begin(part.first)) {
    learned_ = part.learned;
    learned_id_ = part.learned_id;
    return;
  }
  strategy_.resume(learned_);
  strategy_.merge(part.learned);
  learned_ = saved(strategy_);
  learned_id_ = 0;
}

std::optional<Part> Division::take() {
  if (closed_ && being_made_ == 0) {
    finished_.merge(unfinished_);
    unfinished_.clear();
  }
  finished_.erase(finished_.lower_bound(stop_), finished_.end());
  if (finished_.empty()) return std::nullopt;
  const auto place = finished_.begin();
  if (place->first != merged_ && !closed_) return std::nullopt;
  if (closed_ && being_made_ != 0) return std::nullopt;
  Part part = std::move(place->second);
  finished_.erase(place);
  // What was not made between two parts is missing: not everything was seen.
  if (part.first != merged_) {
    part.counts.exhausted = part.counts.saw_all = false;
    part.counts.saw_bound = -1;
  }
  merged_ = part.end;
  learn(part);
  return part;
}

bool Division::is_over() const noexcept {
  if (being_made_ != 0 || !finished_.empty()) return false;
  if (!unfinished_.empty() && !is_beyond(unfinished_.begin()->first)) return false;
  return closed_ || begin_ >= std::min(runs_, stop_);
}

}  // namespace heddle::search
