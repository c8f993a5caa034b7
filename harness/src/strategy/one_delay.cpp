#include "strategy/one_delay.h"

#include <algorithm>

#include "strategy/order.h"

namespace heddle::strategy {
namespace {

// Rfc's keys have their lowest bit set.
std::uint64_t key_of_delay(std::uint32_t event) noexcept {
  return engine::mix(event + 1ULL) & ~std::uint64_t{1};
}

bool is_plain_change(engine::OpKind kind) noexcept {
  const trace::Role role = trace::info(kind).role;
  return role == trace::Role::release || role == trace::Role::release_share ||
         role == trace::Role::count;
}

}  // namespace

void OneDelay::list_places() {
  places_.clear();
  const auto events = known_->events();
  const auto add = [&](std::uint32_t event) {
    const bool known = std::find(places_.begin(), places_.end(), event) != places_.end();
    if (!known && !events[event].alone) places_.push_back(event);
  };
  for (const ReadsFrom::Pair& pair : known_->pairs()) {
    if (!known_->depends_on_others(pair)) continue;
    if (pair.seen == 0) {
      add(pair.reader);
    } else if (pair.source != ReadsFrom::none && !is_plain_change(events[pair.source].op.kind)) {
      add(pair.source);
    }
  }
}

// The lower the sooner.
std::uint64_t OneDelay::rank_of(std::uint32_t place) const {
  const auto events = known_->events();
  const bool is_first = std::none_of(places_.begin(), places_.end(), [&](std::uint32_t other) {
    return other < place && events[other].by == events[place].by;
  });
  if (is_first) return 2;
  return reads(events[place].op.kind) ? 1 : 0;
}

void OneDelay::prepare(std::uint64_t) {
  delayed_ = nullptr;
  place_ = ReadsFrom::none;
  list_places();
  std::uint64_t best = ~std::uint64_t{0};
  for (const std::uint32_t place : places_) {
    const std::uint64_t tried = known_->tried(key_of_delay(place));
    const std::uint64_t cost = tried << 40 | rank_of(place) << 32 | rng_.next() >> 32;
    if (cost >= best) continue;
    best = cost;
    place_ = place;
  }
  if (place_ != ReadsFrom::none) known_->aim(key_of_delay(place_), {});
}

engine::Goroutine* OneDelay::pick(const engine::Choice& choice) {
  if (place_ == ReadsFrom::none) return default_pick(choice);
  if (delayed_ == nullptr) {
    // The lowest ordinal of those that are there.
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      const engine::Goroutine* g = choice.ready[i];
      if (known_->event_of(g->op) != place_) continue;
      if (delayed_ == nullptr || g->ordinal < delayed_->ordinal) delayed_ = g;
    }
  }
  if (choice.current_ready && choice.current != delayed_) return choice.current;
  engine::Goroutine* next = lowest_above(choice, 0, delayed_);
  return next != nullptr ? next : default_pick(choice);
}

// It has gone on, perhaps because nobody else was there to be asked about.
void OneDelay::saw(const engine::Performed& what) {
  if (delayed_ == nullptr || what.goroutine != delayed_) return;
  delayed_ = nullptr;
  place_ = ReadsFrom::none;
}

}  // namespace heddle::strategy
