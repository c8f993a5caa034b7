#include "strategy/aims.h"

#include <algorithm>
#include <bit>

namespace heddle::strategy {
namespace {

// Sets of pairs that are looked at before each run.
constexpr std::uint32_t draws = 24;
// One pair in so many is drawn from those never seen nor tried.
constexpr std::uint32_t fresh_one_in = 3;

// What a set costs: for each run that aimed at it, for each try of a pair that nobody has ever seen
// (it may be impossible), for each run that showed all of it lately.
constexpr std::uint64_t cost_tried = 64;
constexpr std::uint64_t cost_never_seen = 4;
constexpr std::uint64_t cost_seen_together = 4;
constexpr std::uint32_t tries_most = 8;  // that count for one pair

bool is_plain_change(engine::OpKind kind) noexcept {
  const trace::Role role = trace::info(kind).role;
  return role == trace::Role::release || role == trace::Role::release_share ||
         role == trace::Role::count;
}

bool takes_lock(engine::OpKind kind) noexcept {
  const trace::Role role = trace::info(kind).role;
  return role == trace::Role::acquire || role == trace::Role::acquire_share;
}

}  // namespace

// --- Pairs --------------------------------------------------------------------------------------

std::uint64_t AimSet::key() const noexcept {
  std::uint64_t key = size;
  for (const std::uint32_t pair : all()) key += engine::mix(pair + 1ULL);
  return engine::mix(key) | 1;
}

void Aims::list(const ReadsFrom& known) {
  candidates_.clear();
  fresh_.clear();
  const auto pairs = known.pairs();
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    if (!known.depends_on_others(pairs[i])) continue;
    candidates_.push_back(i);
    if (pairs[i].seen == 0 && pairs[i].tried == 0) fresh_.push_back(i);
  }
}

AimSet Aims::drawn(const ReadsFrom& known, engine::Rng& rng) const {
  const auto pairs = known.pairs();
  AimSet set;
  const std::uint32_t size = 1 + rng.below(AimSet::most);
  for (std::uint32_t i = 0; i < size; ++i) {
    const bool fresh = !fresh_.empty() && rng.one_in(fresh_one_in);
    const std::vector<std::uint32_t>& from = fresh ? fresh_ : candidates_;
    const std::uint32_t pair = from[rng.below(static_cast<std::uint32_t>(from.size()))];
    const auto all = set.all();
    const bool has_reader = std::any_of(all.begin(), all.end(), [&](std::uint32_t other) {
      return pairs[other].reader == pairs[pair].reader;
    });
    if (!has_reader) set.pairs[set.size++] = pair;
  }
  return set;
}

std::uint64_t Aims::cost_of(const ReadsFrom& known, const AimSet& set) {
  std::uint64_t cost = cost_tried * known.tried(set.key());
  std::uint64_t together = ~std::uint64_t{0};
  for (const std::uint32_t index : set.all()) {
    const ReadsFrom::Pair& pair = known.pairs()[index];
    together &= pair.lately;
    if (pair.seen == 0) cost += cost_never_seen * std::min(pair.tried, tries_most);
  }
  return cost + cost_seen_together * static_cast<std::uint64_t>(std::popcount(together));
}

AimSet Aims::choose(const ReadsFrom& known, engine::Rng& rng) const {
  AimSet best;
  std::uint64_t best_cost = ~std::uint64_t{0};
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const AimSet set = drawn(known, rng);
    const std::uint64_t cost = cost_of(known, set);
    if (cost >= best_cost) continue;
    best = set;
    best_cost = cost;
  }
  return best;
}

// --- Delays -------------------------------------------------------------------------------------

std::uint64_t DelayPlaces::key(std::uint32_t event) noexcept {
  return engine::mix(event + 1ULL) & ~std::uint64_t{1};
}

void DelayPlaces::list(const ReadsFrom& known) {
  places_.clear();
  const auto events = known.events();
  nested_.assign(events.size(), false);
  for (const ReadsFrom::Section& section : known.sections()) {
    if (takes_lock(events[section.taken].op.kind) && takes_lock(events[section.inside].op.kind)) {
      nested_[section.inside] = true;
    }
  }
  const auto add = [&](std::uint32_t event) {
    const bool listed = std::find(places_.begin(), places_.end(), event) != places_.end();
    if (!listed && !events[event].alone) places_.push_back(event);
  };
  for (const ReadsFrom::Pair& pair : known.pairs()) {
    if (!known.depends_on_others(pair)) continue;
    if (pair.seen == 0 || nested_[pair.reader]) {
      add(pair.reader);
    } else if (pair.source != ReadsFrom::none && !is_plain_change(events[pair.source].op.kind)) {
      add(pair.source);
    }
  }
}

bool DelayPlaces::any_untried(const ReadsFrom& known) const {
  return std::any_of(places_.begin(), places_.end(),
                     [&known](std::uint32_t place) { return known.tried(key(place)) == 0; });
}

// The lower the sooner: those first before which the goroutine has done something to what is shared
// (so that others see half of its work) or taken a lock, and locks and plain writes before reads.
std::uint64_t DelayPlaces::rank_of(const ReadsFrom& known, std::uint32_t place) const {
  if (nested_[place]) return 0;
  const auto events = known.events();
  const bool is_first = std::none_of(places_.begin(), places_.end(), [&](std::uint32_t other) {
    return other < place && events[other].by == events[place].by;
  });
  if (is_first) return 2;
  return reads(events[place].op.kind) ? 1 : 0;
}

std::uint32_t DelayPlaces::choose(const ReadsFrom& known, engine::Rng& rng) const {
  std::uint32_t chosen = ReadsFrom::none;
  std::uint64_t best = ~std::uint64_t{0};
  for (const std::uint32_t place : places_) {
    const std::uint64_t tried = known.tried(key(place));
    const std::uint64_t cost = tried << 40 | rank_of(known, place) << 32 | rng.next() >> 32;
    if (cost >= best) continue;
    best = cost;
    chosen = place;
  }
  return chosen;
}

}  // namespace heddle::strategy
