#include "strategy/round_robin.h"

#include "strategy/order.h"

namespace heddle::strategy {

engine::Goroutine* RoundRobin::pick(const engine::Choice& choice) {
  const std::uint32_t last = choice.current == nullptr ? 0 : choice.current->ordinal;
  engine::Goroutine* next = lowest_above(choice, last);
  return next == nullptr ? lowest_above(choice, 0) : next;
}

}  // namespace heddle::strategy
