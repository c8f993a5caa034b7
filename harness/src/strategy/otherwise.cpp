#include "strategy/otherwise.h"

#include <algorithm>
#include <vector>

#include "strategy/order.h"

namespace heddle::strategy {
namespace {

std::string names_of_ready(const engine::Choice& choice) {
  std::vector<std::uint32_t> ordinals;
  for (std::uint32_t i = 0; i < choice.count; ++i) ordinals.push_back(choice.ready[i]->ordinal);
  std::sort(ordinals.begin(), ordinals.end());
  std::string text;
  for (const std::uint32_t ordinal : ordinals) text += " G" + std::to_string(ordinal);
  return text + (choice.clock ? " clock" : "");
}

}  // namespace

Schedule Otherwise::cut(Schedule schedule, std::uint64_t until) {
  if (schedule.steps.size() > until) schedule.steps.resize(until);
  return schedule;
}

bool Otherwise::begin_run(std::uint64_t index, std::uint64_t seed) {
  taken_ = false;
  return Replay::begin_run(index, seed);
}

bool Otherwise::is_here() {
  if (taken_ || decisions_taken() != until_ || !divergence().empty()) return false;
  taken_ = true;
  return true;
}

engine::Goroutine* Otherwise::pick(const engine::Choice& choice) {
  if (!is_here()) return Replay::pick(choice);
  if (take_ == 0 && choice.clock) return nullptr;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    if (choice.ready[i]->ordinal == take_) return choice.ready[i];
  }
  diverged((take_ == 0 ? "the clock" : "G" + std::to_string(take_)) +
           " cannot be taken here; these can:" + names_of_ready(choice));
  return default_pick(choice);
}

std::uint32_t Otherwise::choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) {
  if (!is_here()) return Replay::choose(kind, n, check);
  if (take_ < n) return take_;
  diverged("number " + std::to_string(take_) + " cannot be taken here: there are " +
           std::to_string(n) + ", counted from 0");
  return 0;
}

}  // namespace heddle::strategy
