#include "strategy/pct.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/batch.h"

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

Pct::Pct(std::uint32_t depth) : depth_(depth) {
  changes_.reserve(depth);
  priorities_.reserve(64);
}

std::string Pct::spec() const { return "pct:depth=" + std::to_string(depth_); }

bool Pct::begin_run(std::uint64_t index, std::uint64_t seed) {
  Sampling::begin_run(index, seed);
  if (learned_.batch != engine::batch_begin(index)) {
    learned_.batch = engine::batch_begin(index);
    learned_.longest_decisions = learned_.longest_so_far;
  }
  const std::uint64_t longest = learned_.longest_decisions;
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
  return true;
}

// Every goroutine passes here before it can be ready, in the order of the ordinals.
void Pct::spawned(engine::Goroutine& goroutine) {
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

void Pct::end_run(const engine::RunEnd& end) {
  // A cut run is mostly spinning: its length would spread the change points too thin for ever.
  if (!end.cut) learned_.longest_so_far = std::max(learned_.longest_so_far, decisions_);
}

std::size_t Pct::save(std::span<std::byte> room) const noexcept {
  if (sizeof learned_ <= room.size()) std::memcpy(room.data(), &learned_, sizeof learned_);
  return sizeof learned_;
}

void Pct::resume(std::span<const std::byte> saved) {
  std::memcpy(&learned_, saved.data(), sizeof learned_);
}

void Pct::merge(std::span<const std::byte> saved) {
  Learned other;
  std::memcpy(&other, saved.data(), sizeof other);
  learned_.longest_so_far = std::max(learned_.longest_so_far, other.longest_so_far);
}

}  // namespace heddle::strategy
