#include "strategy/random.h"

namespace heddle::strategy {
namespace {

constexpr std::uint32_t firing_one_in = 8;

}  // namespace

engine::Goroutine* Random::pick(const engine::Choice& choice) {
  if (choice.clock && rng_.one_in(firing_one_in)) return nullptr;
  return choice.ready[rng_.below(choice.count)];
}

}  // namespace heddle::strategy
