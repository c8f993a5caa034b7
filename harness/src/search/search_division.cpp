#include "search/search_division.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/strategy.h"

namespace heddle::search {
namespace {

// Names what a part begins with, so that a worker takes it over.
std::uint64_t new_state_id() noexcept {
  static std::uint64_t last = std::uint64_t{1} << 63;
  return ++last;
}

}  // namespace

SearchDivision::SearchDivision(std::uint64_t runs, const Shard& shard, bool keep_going,
                               strategy::Splitting& strategy)
    : runs_(std::min(runs, stage_runs)),
      shard_(shard),
      keep_going_(keep_going),
      strategy_(strategy),
      beginning_(strategy.whole()) {
  begin();
}

// The shards split the same search, from its beginning.
void SearchDivision::begin() {
  strategy_.resume(beginning_);
  stage_ = shard_.of == 1 ? Stage::one_piece : Stage::rehearsal;
  state_ = stage_ == Stage::one_piece ? beginning_ : strategy_.rehearsal();
  begun_ = taken_ = 0;
  runs_taken_ = explored_ = 0;
  progress_ = 0;
  saw_all_ = true;
  saw_bound_ = -1;
  parts_.clear();
}

bool SearchDivision::is_at_end(const Part& part) const {
  if (part.counts.next_run >= part.end || part.counts.exhausted || part.given_up) return true;
  return !keep_going_ && !part.rehearsal && any_certain(part.findings.all());
}

Part SearchDivision::part_from(const strategy::Bytes& state, std::uint64_t runs) const {
  Part part;
  part.first = begun_ * stage_runs;
  part.counts.next_run = part.first;
  part.end = part.first + runs;
  part.learned = state;
  part.learned_id = new_state_id();
  return part;
}

std::optional<Part> SearchDivision::next(double) {
  if (closed_ || is_done_) return std::nullopt;
  if (begins_again_) {
    if (being_made_ != 0) return std::nullopt;
    begins_again_ = false;
    stop_ = std::numeric_limits<std::uint64_t>::max();
    begin();
  }
  Part part;
  if (!unfinished_.empty() && !is_beyond(unfinished_.begin()->first)) {
    part = std::move(unfinished_.begin()->second);
    unfinished_.erase(unfinished_.begin());
  } else if (stage_ == Stage::parts) {
    if (begun_ - first_part_ >= parts_.size() || is_beyond(begun_ * stage_runs)) {
      return std::nullopt;
    }
    part = part_from(parts_[begun_ - first_part_], runs_);
    ++begun_;
  } else {
    if (begun_ != taken_) return std::nullopt;
    const bool rehearses = stage_ == Stage::rehearsal;
    const std::uint64_t runs = rehearses ? stage_runs
                               : splits_ ? std::min(runs_, runs_in_one_piece)
                                         : runs_;
    part = part_from(state_, runs);
    part.rehearsal = rehearses;
    ++begun_;
  }
  ++being_made_;
  return part;
}

void SearchDivision::give_back(Part part) {
  --being_made_;
  if (begins_again_ || is_beyond(part.first)) return;
  const std::uint64_t first = part.first;
  if (!is_at_end(part)) {
    unfinished_.emplace(first, std::move(part));
    return;
  }
  const bool found = !keep_going_ && any_certain(part.findings.all());
  if (!part.rehearsal && (part.given_up || found)) stop_ = std::min(stop_, part.counts.next_run);
  finished_.emplace(first, std::move(part));
}

std::optional<Part> SearchDivision::take() {
  if (closed_ && being_made_ == 0) {
    finished_.merge(unfinished_);
    unfinished_.clear();
  }
  finished_.erase(finished_.lower_bound(stop_), finished_.end());
  while (!finished_.empty() && !begins_again_ && !is_done_) {
    const auto place = finished_.begin();
    if (closed_ ? being_made_ != 0 : place->first != taken_ * stage_runs) return std::nullopt;
    Part part = std::move(place->second);
    finished_.erase(place);
    taken_ = part.first / stage_runs + 1;
    switch (stage_) {
      case Stage::one_piece: take_one_piece(part); return part;
      case Stage::rehearsal:
        take_rehearsal(part);
        // What has killed it is all that can be said.
        if (is_done_ && !problem_.empty()) return part;
        break;
      case Stage::parts:
        if (take_part(part)) return part;
        break;
    }
  }
  return std::nullopt;
}

void SearchDivision::take_one_piece(Part& part) {
  runs_taken_ = part.counts.runs;
  explored_ = part.counts.explored;
  progress_ = part.counts.progress;
  is_complete_ = part.counts.exhausted;
  if (is_complete_) see(part.counts);
  is_done_ = part.counts.exhausted || part.counts.next_run >= stop_ || runs_taken_ >= runs_;
  if (!is_done_ && !part.learned.empty()) {
    strategy_.resume(part.learned);
    state_ = strategy_.rehearsal();
    stage_ = Stage::rehearsal;
  }
  number(part, 0);
}

void SearchDivision::take_rehearsal(const Part& part) {
  if (closed_) return;
  if (part.given_up || !part.counts.exhausted || part.learned.empty()) return give_up_splitting();
  strategy_.resume(part.learned);
  if (strategy_.gave_up()) return give_up_splitting();
  if (strategy_.began_again()) {
    // What was made in one piece is among the parts.
    runs_taken_ = explored_ = 0;
    progress_ = 0;
    starts_over_ = true;
  }
  for (std::size_t i = shard_.index; i < strategy_.parts(); i += shard_.of) {
    parts_.push_back(strategy_.part(i));
  }
  stage_ = Stage::parts;
  first_part_ = taken_;
  is_complete_ = is_done_ = parts_.empty();
}

// False: it is to be made anew, or all is.
bool SearchDivision::take_part(Part& part) {
  const std::uint64_t left = runs_ - runs_taken_;
  if (part.counts.runs > left) {
    // The runs of the campaign end in this part.
    is_done_ = left == 0;
    if (is_done_) return false;
    taken_ = part.first / stage_runs;
    Part shorter = part_from(parts_[taken_ - first_part_], left);
    shorter.first = shorter.counts.next_run = part.first;
    shorter.end = part.first + left;
    stop_ = std::min(stop_, shorter.end);
    unfinished_.emplace(shorter.first, std::move(shorter));
    return false;
  }
  if (!part.learned.empty()) {
    strategy_.resume(part.learned);
    if (strategy_.is_mistaken() && !closed_) {
      if (shard_.of == 1) {
        give_up_splitting();
        return false;
      }
      problem_ =
          "in one of its parts steps turned out to conflict that did not when the search "
          "was split; leave --shard out";
    }
  }
  see(part.counts);
  const bool is_last = taken_ - first_part_ == parts_.size();
  const bool ended = part.counts.exhausted;
  is_done_ = is_last || !ended;
  is_complete_ = is_last && ended && !closed_;
  number(part, runs_taken_);
  runs_taken_ += part.counts.runs;
  explored_ += part.counts.explored;
  part.counts.explored = explored_;
  return true;
}

void SearchDivision::see(const Counts& counts) noexcept {
  saw_all_ = saw_all_ && counts.saw_all;
  saw_bound_ = counts.saw_all ? saw_bound_ : std::max(saw_bound_, counts.saw_bound);
}

void SearchDivision::number(Part& part, std::uint64_t runs_before) const {
  // Whether all was seen no single part can tell.
  part.counts.exhausted = part.counts.saw_all = false;
  part.counts.saw_bound = -1;
  const auto numbered = [&](std::uint64_t run) {
    return shard_.run(runs_before + run - part.first);
  };
  for (trace::Finding& finding : part.findings.all()) {
    finding.run = numbered(finding.run);
    finding.first_run = numbered(finding.first_run);
  }
  for (Part& so_far : part.after_death) {
    so_far.first = part.first;
    number(so_far, runs_before);
  }
}

// The search is made in one piece after all.
void SearchDivision::give_up_splitting() {
  if (shard_.of != 1) {
    is_done_ = true;
    is_complete_ = false;
    problem_ =
        "the search could not be split, because somebody spins, or runs died or differed although "
        "their decisions were the same; leave --shard out";
    return;
  }
  finished_.clear();
  unfinished_.clear();
  splits_ = false;
  stop_ = 0;
  begins_again_ = starts_over_ = true;
}

bool SearchDivision::starts_over() noexcept { return std::exchange(starts_over_, false); }

bool SearchDivision::is_over() const noexcept {
  if (being_made_ != 0) return false;
  if (closed_) return finished_.empty() || begins_again_ || is_done_;
  if (is_done_) return true;
  if (begins_again_ || !finished_.empty()) return false;
  if (!unfinished_.empty() && !is_beyond(unfinished_.begin()->first)) return false;
  return is_beyond(begun_ * stage_runs);
}

void SearchDivision::add_under_way(Counts& counts, const std::vector<Counts>& more) const {
  if (stage_ == Stage::rehearsal) return;
  if (stage_ == Stage::one_piece) return Sharing::add_under_way(counts, more);
  std::vector<Counts> all = more;
  for (const auto& [first, part] : finished_) {
    all.push_back(part.counts);
    all.back().progress = engine::Strategy::progress_whole;
  }
  std::uint64_t explored = explored_;
  std::uint64_t progress = (taken_ - first_part_) * engine::Strategy::progress_whole;
  for (const Counts& one : all) {
    explored += one.explored;
    progress += one.progress;
  }
  Sharing::add_under_way(counts, all);
  counts.explored = explored;
  const std::uint64_t rest = engine::Strategy::progress_whole - progress_;
  counts.progress = static_cast<std::uint32_t>(
      progress_ + rest * (progress / std::max<std::size_t>(parts_.size(), 1)) /
                      engine::Strategy::progress_whole);
}

void SearchDivision::conclude(Counts& counts) const {
  counts.exhausted = is_complete_;
  counts.saw_all = is_complete_ && saw_all_ && problem_.empty();
  counts.saw_bound = is_complete_ && !saw_all_ && problem_.empty() ? saw_bound_ : -1;
}

}  // namespace heddle::search
