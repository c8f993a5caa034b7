#include "strategy/pos.h"

namespace heddle::strategy {

bool Pos::begin_run(std::uint64_t index, std::uint64_t seed) {
  Sampling::begin_run(index, seed);
  priorities_.begin_run();
  return true;
}

void Pos::spawned(engine::Goroutine& goroutine) { priorities_.spawned(goroutine, rng_); }

void Pos::yielded(engine::Goroutine& goroutine) { priorities_.yielded(goroutine); }

engine::Goroutine* Pos::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  engine::Goroutine* next = priorities_.highest(choice);
  priorities_.performs(choice, *next, rng_);
  return next;
}

}  // namespace heddle::strategy
