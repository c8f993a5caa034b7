#include "strategy/random.h"

namespace heddle::strategy {

engine::Goroutine* Random::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  return choice.ready[rng_.below(choice.count)];
}

}  // namespace heddle::strategy
