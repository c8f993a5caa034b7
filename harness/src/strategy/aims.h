#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/rng.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// One to three pairs of a reader and a source, to be brought about in one run.
struct AimSet {
  static constexpr std::uint32_t most = 3;
  std::uint32_t pairs[most] = {};  // of ReadsFrom
  std::uint32_t size = 0;
  std::span<const std::uint32_t> all() const noexcept { return {pairs, size}; }
  // Stands for the set; the order of its pairs means nothing. Its lowest bit is set.
  std::uint64_t key() const noexcept;
};

// Chooses what to aim at: of a few sets drawn at random the one that was aimed at least and whose
// pairs were not seen together lately; a pair in three is drawn from those that nobody has seen or
// tried.
class Aims {
 public:
  // Looks through what is known now. Draws go by this until it is called again.
  void list(const ReadsFrom& known);
  bool none() const noexcept { return candidates_.empty(); }
  // There must be some.
  AimSet choose(const ReadsFrom& known, engine::Rng& rng) const;

 private:
  AimSet drawn(const ReadsFrom& known, engine::Rng& rng) const;
  static std::uint64_t cost_of(const ReadsFrom& known, const AimSet& set);

  std::vector<std::uint32_t> candidates_;  // pairs worth aiming at
  std::vector<std::uint32_t> fresh_;       // of those, neither seen nor tried
};

// Where a delay of the default order can matter, as events of ReadsFrom: before an operation that
// would then meet something it has not met so far, or that others have met, and before a lock that
// is taken while another is held, which is where goroutines get stuck on each other.
class DelayPlaces {
 public:
  void list(const ReadsFrom& known);
  // Whether one of them was not tried yet.
  bool any_untried(const ReadsFrom& known) const;
  // The place tried least, of those the one to be tried first; ReadsFrom::none when there is none.
  std::uint32_t choose(const ReadsFrom& known, engine::Rng& rng) const;
  // Stands for it among the aims of ReadsFrom. Its lowest bit is not set.
  static std::uint64_t key(std::uint32_t event) noexcept;

 private:
  std::uint64_t rank_of(const ReadsFrom& known, std::uint32_t place) const;

  std::vector<std::uint32_t> places_;
  std::vector<bool> nested_;  // by event: takes a lock while one is held, another or the same
};

}  // namespace heddle::strategy
