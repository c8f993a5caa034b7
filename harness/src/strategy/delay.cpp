#include "strategy/delay.h"

#include "strategy/bytes.h"
#include "strategy/order.h"

namespace heddle::strategy {

Delay::Delay(std::uint32_t bound) : bound_(bound) { delays_.reserve(bound); }

std::string Delay::spec() const { return "delay:bound=" + std::to_string(bound_); }

bool Delay::begin_run(std::uint64_t, std::uint64_t seed) {
  if (!started_) {
    started_ = true;
    seed_ = engine::mix(seed);
  } else if (ended_ || !advance()) {
    ended_ = true;
    return false;
  }
  met_ = 0;
  taken_ = 0;
  rng_ = engine::Rng(seed_);
  return true;
}

// The next list of places with as many delays or, after the last, the first with one more.
bool Delay::advance() {
  const std::size_t count = delays_.size();
  // A delay that was not met lies beyond the end of the run: so do all later places for it.
  while (!delays_.empty() && delays_.back() > met_) delays_.pop_back();
  if (delays_.empty()) {
    if (count == bound_) return false;
    delays_.assign(count + 1, 1);
    return true;
  }
  ++delays_.back();
  delays_.resize(count, delays_.back());
  return true;
}

// How many of the alternatives of this decision are skipped. One that has fewer left has no place
// for the delay.
std::uint32_t Delay::skips(std::uint32_t alternatives) {
  ++met_;
  std::uint32_t skipped = 0;
  for (; taken_ < delays_.size() && delays_[taken_] == met_; ++taken_) {
    if (skipped + 1 < alternatives) ++skipped;
  }
  return skipped;
}

engine::Goroutine* Delay::pick(const engine::Choice& choice) {
  std::uint32_t left = skips(choice.count + (choice.clock ? 1 : 0));
  if (left == choice.count) return nullptr;
  engine::Goroutine* next = default_pick(choice);
  for (; left != 0; --left) {
    engine::Goroutine* after = lowest_above(choice, next->ordinal);
    next = after == nullptr ? lowest_above(choice, 0) : after;
  }
  return next;
}

std::uint32_t Delay::choose(engine::DecisionKind, std::uint32_t n, std::uint32_t) {
  return skips(n);
}

std::uint64_t Delay::random_bits(std::uint32_t) { return rng_.next(); }

std::size_t Delay::save(std::span<std::byte> room) const noexcept {
  ByteWriter to(room);
  to.put(started_);
  to.put(ended_);
  to.put(seed_);
  to.put(met_);
  to.put_list(std::span<const std::uint64_t>(delays_));
  return to.bytes();
}

void Delay::resume(std::span<const std::byte> saved) {
  ByteReader from(saved);
  started_ = from.get<bool>();
  ended_ = from.get<bool>();
  seed_ = from.get<std::uint64_t>();
  met_ = from.get<std::uint64_t>();
  from.get_list(delays_);
}

}  // namespace heddle::strategy
