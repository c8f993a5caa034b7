#include "strategy/urw.h"

#include <algorithm>

namespace heddle::strategy {

engine::Goroutine* drawn_by_remaining(const engine::Choice& choice, const Remaining& remaining,
                                      std::uint32_t least, engine::Rng& rng) {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    sum += std::max(remaining[*choice.ready[i]], least);
  }
  if (sum == 0) return choice.ready[rng.below(choice.count)];
  // Sums of a run's operations stay far below 32 bits.
  std::uint64_t place = rng.below(static_cast<std::uint32_t>(sum));
  for (std::uint32_t i = 0;; ++i) {
    const std::uint32_t weight = std::max(remaining[*choice.ready[i]], least);
    if (place < weight) return choice.ready[i];
    place -= weight;
  }
}

Urw::Urw() : Urw(std::make_shared<Profile>(), true) {}
Urw::Urw(std::shared_ptr<Profile> profile) : Urw(std::move(profile), false) {}
Urw::Urw(std::shared_ptr<Profile> profile, bool own)
    : Learning(own ? std::initializer_list<Knowledge*>{profile.get()}
                   : std::initializer_list<Knowledge*>{}),
      profile_(std::move(profile)) {}

void Urw::prepare(std::uint64_t) { remaining_.begin_run(*profile_, 0); }

void Urw::arrived(engine::Goroutine& goroutine) { remaining_.spawned(goroutine); }

engine::Goroutine* Urw::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  engine::Goroutine* next = drawn_by_remaining(choice, remaining_, 1, rng_);
  remaining_.performed(*next);
  return next;
}

}  // namespace heddle::strategy
