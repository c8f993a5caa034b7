#include "strategy/reversed.h"

#include <utility>

#include "strategy/order.h"

namespace heddle::strategy {

Reversed::Reversed(Schedule schedule, Step first, Step second)
    : Replay(std::move(schedule)), first_(std::move(first)), second_(std::move(second)) {}

bool Reversed::begin_run(std::uint64_t index, std::uint64_t seed) {
  paths_.assign(1, "");
  first_ordinal_ = second_ordinal_ = 0;
  first_done_ = second_done_ = 0;
  left_ = holding_ = reversed_ = false;
  rng_ = engine::Rng(engine::mix(seed));
  return Replay::begin_run(index, seed);
}

void Reversed::spawned(engine::Goroutine& goroutine) {
  Replay::spawned(goroutine);
  std::string path = "0";
  if (goroutine.creator != nullptr) {
    path = paths_[goroutine.creator->ordinal] + "." + std::to_string(goroutine.child_index);
  } else if (goroutine.child_index > 1) {
    path = "c" + std::to_string(goroutine.child_index);
  }
  if (path == first_.goroutine) first_ordinal_ = goroutine.ordinal;
  if (path == second_.goroutine) second_ordinal_ = goroutine.ordinal;
  if (paths_.size() <= goroutine.ordinal) paths_.resize(goroutine.ordinal + 1);
  paths_[goroutine.ordinal] = std::move(path);
}

void Reversed::performed(const engine::Performed& what) {
  if (what.goroutine == nullptr) return;
  const std::uint32_t ordinal = what.goroutine->ordinal;
  if (ordinal == first_ordinal_) ++first_done_;
  if (ordinal != second_ordinal_) return;
  ++second_done_;
  if (holding_ && second_done_ > second_.count) {
    holding_ = false;
    reversed_ = first_done_ <= first_.count;
  }
}

engine::Goroutine* Reversed::pick(const engine::Choice& choice) {
  engine::Goroutine* next = left_ ? default_pick(choice) : Replay::pick(choice);
  if (!left_ && next != nullptr && next->ordinal == first_ordinal_ && first_done_ == first_.count) {
    left_ = true;
    holding_ = true;
  }
  if (!holding_) return next;
  // Whoever is wanted first, then anybody but the one that waits, then time.
  engine::Goroutine* held = nullptr;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    engine::Goroutine* const g = choice.ready[i];
    if (g->ordinal == second_ordinal_) return g;
    if (g->ordinal == first_ordinal_) held = g;
  }
  if (choice.current_ready && choice.current != held) return choice.current;
  if (engine::Goroutine* const other = lowest_above(choice, 0, held)) return other;
  if (choice.clock) return nullptr;
  // It cannot wait any longer: the order is what the program demands.
  holding_ = false;
  return held;
}

std::uint32_t Reversed::choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) {
  return left_ ? 0 : Replay::choose(kind, n, check);
}

std::uint64_t Reversed::random_bits(std::uint32_t check) {
  return left_ ? rng_.next() : Replay::random_bits(check);
}

}  // namespace heddle::strategy
