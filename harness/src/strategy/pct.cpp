#include "strategy/pct.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace heddle::strategy {
namespace {

// Where change points are drawn while no run has ended yet.
constexpr std::uint64_t first_guess_decisions = 32;

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

// Priorities, from high to low: [2^61, 2^62) as drawn, 1 to depth_max by change points, then 0 and
// below for those who yielded, the latest lowest.
std::int64_t drawn_priority(engine::Rng& rng) noexcept {
  constexpr std::uint64_t high = std::uint64_t{1} << 61;
  return static_cast<std::int64_t>(high | (rng.next() >> 3));
}

std::uint64_t drawn_place(engine::Rng& rng, std::uint64_t places) noexcept {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  return 1 + rng.below(static_cast<std::uint32_t>(std::min(places, most)));
}

}  // namespace

Pct::Pct(std::uint32_t depth) : Pct(depth, std::make_shared<Length>(), true) {}
Pct::Pct(std::uint32_t depth, std::shared_ptr<Length> length)
    : Pct(depth, std::move(length), false) {}
Pct::Pct(std::uint32_t depth, std::shared_ptr<Length> length, bool own)
    : Learning(own ? std::initializer_list<Knowledge*>{length.get()}
                   : std::initializer_list<Knowledge*>{}),
      depth_(depth),
      length_(std::move(length)) {
  changes_.reserve(depth);
  priorities_.reserve(64);
}

std::string Pct::spec() const { return "pct:depth=" + std::to_string(depth_); }

void Pct::prepare(std::uint64_t) {
  const std::uint64_t longest = length_->decisions();
  const std::uint64_t places = longest == 0 ? first_guess_decisions : longest + longest / 5;
  changes_.clear();
  for (std::uint32_t i = 1; i < depth_; ++i) {
    changes_.push_back({drawn_place(rng_, places), static_cast<std::int64_t>(i)});
  }
  std::sort(changes_.begin(), changes_.end(), [](const ChangePoint& a, const ChangePoint& b) {
    return a.at != b.at ? a.at < b.at : a.priority < b.priority;
  });
  clock_point_ = drawn_place(rng_, places);
  if (rng_.one_in(2)) clock_point_ = never;
  decisions_ = 0;
  changes_made_ = 0;
  next_change_ = changes_.empty() ? never : changes_[0].at;
  lowest_ = 1;
  priorities_.clear();
}

// Every goroutine passes here before it can be ready, in the order of the ordinals.
void Pct::arrived(engine::Goroutine& goroutine) {
  while (priorities_.size() <= goroutine.ordinal) priorities_.push_back(drawn_priority(rng_));
}

void Pct::yielded(engine::Goroutine& goroutine) { priorities_[goroutine.ordinal] = --lowest_; }

void Pct::change(const engine::Choice& choice) {
  while (changes_made_ < changes_.size() && changes_[changes_made_].at <= decisions_) {
    if (choice.current != nullptr) {
      priorities_[choice.current->ordinal] = changes_[changes_made_].priority;
    }
    ++changes_made_;
  }
  next_change_ = changes_made_ < changes_.size() ? changes_[changes_made_].at : never;
}

engine::Goroutine* Pct::pick(const engine::Choice& choice) {
  if (++decisions_ >= next_change_) [[unlikely]]
    change(choice);
  if (choice.clock && decisions_ >= clock_point_) [[unlikely]] {
    clock_point_ = never;
    return nullptr;
  }
  // Two equal draws of 61 bits: the lower ordinal goes first, as the array's order must not decide.
  const std::int64_t* const priorities = priorities_.data();
  engine::Goroutine* best = choice.ready[0];
  std::int64_t best_priority = priorities[best->ordinal];
  for (std::uint32_t i = 1; i < choice.count; ++i) {
    engine::Goroutine* g = choice.ready[i];
    const std::int64_t priority = priorities[g->ordinal];
    if (priority < best_priority) continue;
    if (priority == best_priority && g->ordinal > best->ordinal) [[unlikely]]
      continue;
    best = g;
    best_priority = priority;
  }
  return best;
}

}  // namespace heddle::strategy
