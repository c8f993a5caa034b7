#include "strategy/directed.h"

namespace heddle::strategy {

bool Directed::is_held_back(const engine::Goroutine& goroutine) const {
  const engine::Operation& op = goroutine.op;
  const trace::Role role = trace::info(op.kind).role;
  if (op.object == nullptr ||
      (role != trace::Role::acquire && role != trace::Role::acquire_share)) {
    return false;
  }
  for (const Place& place : places_) {
    if (place.line == op.at.line && (place.lock == 0 || place.lock == op.object->identity) &&
        place.file == op.at.file) {
      return true;
    }
  }
  return false;
}

engine::Goroutine* Directed::pick(const engine::Choice& choice) {
  constexpr std::uint32_t clock_one_in = 16;
  if (choice.clock && rng_.one_in(clock_one_in)) return nullptr;
  free_.clear();
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    if (!is_held_back(*choice.ready[i])) free_.push_back(choice.ready[i]);
  }
  const auto count = static_cast<std::uint32_t>(free_.size());
  if (count != 0) return free_[rng_.below(count)];
  // The clock may bring somebody along.
  if (choice.clock) return nullptr;
  return choice.ready[rng_.below(choice.count)];
}

}  // namespace heddle::strategy
