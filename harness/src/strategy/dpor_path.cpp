#include "strategy/dpor_path.h"

#include <algorithm>

namespace heddle::strategy::dpor {

void Path::clear() noexcept {
  cut_back(0);
  std::fill(creators_.begin(), creators_.end(), none);
}

void Path::cut_back(std::uint32_t size) noexcept {
  while (steps_.size() > size) {
    const Step& step = steps_.back();
    for (std::size_t i = links_.size(); i > step.first_link; --i) {
      const Link& link = links_[i - 1];
      heads_[link.access.object] = link.previous;
    }
    links_.resize(step.first_link);
    joins_.resize(step.first_join);
    last_[step.slot] = step.previous;
    steps_.pop_back();
  }
  taken_up_.clear();
}

void Path::make_room(std::uint32_t slot) {
  if (slot < last_.size()) return;
  last_.resize(slot + 1, none);
  creators_.resize(slot + 1, none);
  // What lies beyond the width of a clock was never written to, so it is zero.
  if (slot < stride_) return;
  std::uint32_t stride = stride_;
  while (slot >= stride) stride *= 2;
  std::vector<std::uint32_t> wider(clocks_.size() / stride_ * stride, 0);
  for (std::size_t row = 0; row * stride_ < clocks_.size(); ++row) {
    std::copy_n(&clocks_[row * stride_], stride_, &wider[row * stride]);
  }
  clocks_ = std::move(wider);
  stride_ = stride;
}

void Path::created(std::uint32_t slot, std::uint32_t by) {
  make_room(slot);
  creators_[slot] = by;
}

void Path::open(std::uint32_t slot, std::uint32_t check, bool resumes, bool early) {
  make_room(slot);
  const std::uint32_t early_before = steps_.empty() ? 0 : steps_.back().early;
  steps_.push_back({slot, Touches::nothing, Touches::nothing, check, last_[slot],
                    static_cast<std::uint32_t>(links_.size()),
                    static_cast<std::uint32_t>(joins_.size()), early_before + (early ? 1 : 0), 1,
                    resumes, false});
  last_[slot] = size() - 1;
  next_join_ = static_cast<std::uint32_t>(joins_.size());
  taken_up_.clear();
}

// What the goroutine knows before it acts.
void Path::begin_clock(std::uint32_t* clock, const Step& step) const noexcept {
  const std::uint32_t before = this->before(size() - 1);
  if (before == none) {
    std::fill_n(clock, width(), 0);
  } else {
    std::copy_n(completes(before), width(), clock);
  }
  const std::uint32_t fired = step.slot == clock_slot ? none : last_[clock_slot];
  if (fired != none && !knows(clock, fired)) join_clock(clock, acts(fired));
}

void Path::close(const Touches& all, std::uint32_t touches, std::uint32_t least,
                 std::vector<Race>& races) {
  const std::uint32_t self = size() - 1;
  const std::size_t room = std::size_t{2} * steps_.size() * stride_;
  if (clocks_.size() < room) clocks_.resize(2 * room);
  Step& step = steps_.back();
  step.touches = touches;
  step.least = least;
  std::uint32_t* clock = acts(self);
  begin_clock(clock, step);
  if (step.resumes) {
    for (const std::uint32_t mark : taken_up_) join_mark(clock, mark, self);
  }
  collect(all, touches, clock, races);
  if (!candidates_.empty()) settle(clock, races);
  clock[step.slot] = self + 1;
  std::copy_n(clock, width(), completes(self));
  if (!step.resumes) {
    for (const std::uint32_t mark : taken_up_) join_mark(completes(self), mark, self);
  }
  for (const Access& access : all.accesses(touches)) {
    std::uint32_t& head = heads_[access.object];
    const std::uint32_t change =
        head == none || links_[head].access.changes() ? head : links_[head].change;
    links_.push_back({access, self, head, change});
    head = static_cast<std::uint32_t>(links_.size() - 1);
  }
}

// The earlier steps with which the new one conflicts, but for those behind which it stands anyway
// because of another one. `clock`: what its goroutine knew before.
void Path::collect(const Touches& all, std::uint32_t touches, const std::uint32_t* clock,
                   std::vector<Race>& races) {
  candidates_.clear();
  const std::uint32_t self = size() - 1;
  if (touches == Touches::everything) {
    for (const std::uint32_t last : last_) {
      if (last != none && last != self) candidates_.push_back({last, true});
    }
    return;
  }
  for (const Access& access : all.accesses(touches)) {
    if (access.object >= heads_.size()) heads_.resize(access.object + 1, none);
    const auto touched = static_cast<std::uint8_t>(access.reads | access.updates | access.writes);
    std::uint32_t i = heads_[access.object];
    // Who only looks does not care about others who did.
    const bool looks = !access.changes();
    if (looks && i != none && !links_[i].access.changes()) i = links_[i].change;
    for (; i != none; i = looks ? links_[i].change : links_[i].previous) {
      const Link& link = links_[i];
      if (conflict(link.access, access)) {
        candidates_.push_back({link.step, reversible(link.access, access)});
      }
      if ((touched & ~link.access.writes) == 0) break;  // all before conflict with that one
    }
    if ((access.notes & Access::needs) == 0) continue;
    // Who has held it last could have come later, unless it has told us itself.
    const std::uint32_t holder = taker(access.object);
    if (holder != none && !knows(clock, holder)) races.push_back({holder, self});
  }
}

// The latest first: who knows it knows what came before it.
void Path::settle(std::uint32_t* clock, std::vector<Race>& races) {
  const std::uint32_t self = size() - 1;
  const auto later = [](const Candidate& a, const Candidate& b) { return a.step > b.step; };
  if (!std::is_sorted(candidates_.begin(), candidates_.end(), later)) {
    std::sort(candidates_.begin(), candidates_.end(), later);
  }
  for (const Candidate& candidate : candidates_) {
    if (knows(clock, candidate.step)) continue;
    if (candidate.reversible) races.push_back({candidate.step, self});
    join_clock(clock, acts(candidate.step));
  }
}

std::uint32_t Path::taker(std::uint32_t object) const noexcept {
  std::uint32_t i = object < heads_.size() ? heads_[object] : none;
  while (i != none && (links_[i].access.notes & Access::takes) == 0) i = links_[i].previous;
  return i == none ? none : links_[i].step;
}

bool Path::next_builds_on(std::uint32_t first, std::uint32_t slot) const noexcept {
  if (slot >= last_.size()) return true;
  const std::uint32_t before = before_next(slot);
  if (before != none && builds_on(first, before)) return true;
  const std::uint32_t fired = last_[clock_slot];
  return fired != none && (fired == first || ordered(first, fired));
}

std::uint32_t Path::join(std::uint32_t left, std::uint32_t right, std::uint32_t by) {
  const std::uint32_t id = next_join_++;
  if (by + 1 == steps_.size() && id == joins_.size()) joins_.push_back({left, right});
  return (id + 1) << 1 | 1;
}

void Path::join_mark(std::uint32_t* to, std::uint32_t mark, std::uint32_t self) {
  marks_.clear();
  for (;;) {
    if ((mark & 1) != 0) {
      const Join& both = joins_[(mark >> 1) - 1];
      marks_.push_back(both.left);
      mark = both.right;
      continue;
    }
    const std::uint32_t step = (mark >> 1) - 1;
    if (step < self && !knows(to, step)) join_clock(to, completes(step));
    if (marks_.empty()) return;
    mark = marks_.back();
    marks_.pop_back();
  }
}

}  // namespace heddle::strategy::dpor
