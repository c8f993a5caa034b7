#pragma once

// The steps of the run under way, as far as they are known from earlier runs or new, and which of
// them must come before which.
//
// A step has two moments. It ACTS: it takes its place among all that touch the same objects. And it
// COMPLETES: its goroutine goes on, perhaps because of what others have done (a value was sent, a
// counter has come to zero). In one run both fall together, in an equivalent one the goroutine has
// to wait in between. So what a step depends on is kept twice: up to its acting, which is what
// others can conflict with, and up to its completion, which is what its goroutine's next step
// builds on. Both are vector clocks (Mattern, Fidge 1988): for each goroutine the position, from 1,
// of its last step that must come before.
//
// A conflict makes an order; so does what the primitives leave for each other (engine/follower.h),
// and the creation of a goroutine. A step of the clock comes after everything before it and before
// everything behind it.
//
// Runs share their beginnings. The path is cut back to what two runs share, and the rest is
// written anew; all there is lies in flat arrays that grow and shrink at the end.

#include <cstdint>
#include <span>
#include <vector>

#include "strategy/dpor_touches.h"

namespace heddle::strategy::dpor {

inline constexpr std::uint32_t none = ~std::uint32_t{0};
// The clock among the goroutines.
inline constexpr std::uint32_t clock_slot = 0;

// Two conflicting steps, none between them, that could have come in the other order.
struct Race {
  std::uint32_t first;
  std::uint32_t second;
};

class Path {
 public:
  struct Step {
    std::uint32_t slot;
    std::uint32_t touches;     // number of Touches
    std::uint32_t least;       // of what it surely touches, in whatever state
    std::uint32_t check;       // the running hash where it was decided; 0: it was not
    std::uint32_t previous;    // step of the same goroutine
    std::uint32_t first_link;  // of links_
    std::uint32_t first_join;  // of joins_
    std::uint32_t early;       // early firings up to here
    std::uint32_t units;       // by which it counts a WaitGroup up or down
    bool resumes;              // it completes what an earlier one has begun
    bool gave_up;              // an assumption failed
  };

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(steps_.size()); }
  const Step& operator[](std::uint32_t i) const noexcept { return steps_[i]; }
  Step& back() noexcept { return steps_.back(); }

  void clear() noexcept;
  void cut_back(std::uint32_t size) noexcept;
  // Keeps no more room than is needed: it will be saved.
  void give_back_room() { clocks_.resize(std::size_t{2} * steps_.size() * stride_); }
  // A new step begins; it ends with close, which adds the races in which it is the second.
  void open(std::uint32_t slot, std::uint32_t check, bool resumes, bool early);
  void close(const Touches& all, std::uint32_t touches, std::uint32_t least,
             std::vector<Race>& races);

  // A goroutine is created by the step `by` (none: by nobody).
  void created(std::uint32_t slot, std::uint32_t by);

  // What step `by` leaves at a place that was marked with `mark`: the new mark. `by` may be a step
  // that is run again.
  std::uint32_t left(std::uint32_t mark, bool adds, std::uint32_t by) {
    const std::uint32_t own = (by + 1) << 1;
    return adds && mark != 0 && mark != own ? join(mark, own, by) : own;
  }
  std::uint32_t carried(std::uint32_t to, std::uint32_t from, std::uint32_t by) {
    if (to == 0 || to == from) return from;
    return from == 0 ? to : join(to, from, by);
  }
  // `by` begins to be run again.
  void again(std::uint32_t by) noexcept { next_join_ = steps_[by].first_join; }
  // The step that is open completes because of what was left there.
  void took_up(std::uint32_t mark) {
    if (mark != 0) taken_up_.push_back(mark);
  }

  // Behind which step a goroutine's next one is pending: its latest, or that which created it.
  std::uint32_t before_next(std::uint32_t slot) const noexcept {
    if (slot >= last_.size()) return none;
    return last_[slot] != none ? last_[slot] : creators_[slot];
  }
  // The same for a step of the path.
  std::uint32_t before(std::uint32_t i) const noexcept {
    return steps_[i].previous != none ? steps_[i].previous : creators_[steps_[i].slot];
  }

  // Whether `later` must come after `first`, and whether its goroutine could not have gone on
  // without it.
  bool ordered(std::uint32_t first, std::uint32_t later) const noexcept {
    return knows(acts(later), first);
  }
  bool builds_on(std::uint32_t first, std::uint32_t later) const noexcept {
    return knows(completes(later), first);
  }
  // The same for what the goroutine would do next.
  bool next_builds_on(std::uint32_t first, std::uint32_t slot) const noexcept;
  // All that was done to an object, the latest first.
  template <class Visit>
  void for_each(std::uint32_t object, Visit visit) const {
    std::uint32_t i = object < heads_.size() ? heads_[object] : none;
    for (; i != none; i = links_[i].previous) visit(links_[i].access, links_[i].step);
  }
  // The latest step that has taken this object, or none.
  std::uint32_t taker(std::uint32_t object) const noexcept;

  template <class Bytes>
  void exchange(Bytes& bytes) {
    bytes(steps_);
    bytes(clocks_);
    bytes(stride_);
    bytes(last_);
    bytes(creators_);
    bytes(links_);
    bytes(heads_);
    bytes(joins_);
    bytes(taken_up_);
  }

 private:
  // What a step did to an object, linked with what was done to it before.
  struct Link {
    Access access;
    std::uint32_t step;
    std::uint32_t previous;
    std::uint32_t change;  // the latest before it that did not only look
  };
  struct Join {
    std::uint32_t left, right;
  };
  struct Candidate {
    std::uint32_t step;
    bool reversible;
  };

  std::uint32_t* acts(std::uint32_t i) noexcept { return &clocks_[std::size_t{2} * i * stride_]; }
  const std::uint32_t* acts(std::uint32_t i) const noexcept {
    return &clocks_[std::size_t{2} * i * stride_];
  }
  std::uint32_t* completes(std::uint32_t i) noexcept { return acts(i) + stride_; }
  const std::uint32_t* completes(std::uint32_t i) const noexcept { return acts(i) + stride_; }
  bool knows(const std::uint32_t* clock, std::uint32_t step) const noexcept {
    return clock[steps_[step].slot] > step;
  }
  void join_clock(std::uint32_t* to, const std::uint32_t* from) const noexcept {
    const std::uint32_t width = this->width();
    for (std::uint32_t i = 0; i < width; ++i) to[i] = to[i] < from[i] ? from[i] : to[i];
  }
  // Goroutines there can be a time for.
  std::uint32_t width() const noexcept { return static_cast<std::uint32_t>(last_.size()); }
  std::uint32_t join(std::uint32_t left, std::uint32_t right, std::uint32_t by);
  void join_mark(std::uint32_t* to, std::uint32_t mark, std::uint32_t self);
  void begin_clock(std::uint32_t* clock, const Step& step) const noexcept;
  void collect(const Touches& all, std::uint32_t touches, const std::uint32_t* clock,
               std::vector<Race>& races);
  void settle(std::uint32_t* clock, std::vector<Race>& races);
  void make_room(std::uint32_t slot);

  std::vector<Step> steps_;
  std::vector<std::uint32_t> clocks_;  // two for each step, with room at the end
  std::uint32_t stride_ = 8;
  std::vector<std::uint32_t> last_;      // by slot: its latest step
  std::vector<std::uint32_t> creators_;  // by slot: the step that created it
  std::vector<Link> links_;
  std::vector<std::uint32_t> heads_;  // by object: its latest link
  std::vector<Join> joins_;
  std::vector<std::uint32_t> taken_up_;  // marks, by the step that is open
  std::uint32_t next_join_ = 0;
  std::vector<Candidate> candidates_;
  std::vector<std::uint32_t> marks_;  // to be looked at by join_mark
};

}  // namespace heddle::strategy::dpor
