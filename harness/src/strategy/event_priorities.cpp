#include "strategy/event_priorities.h"

namespace heddle::strategy {
namespace {

using engine::is_select;
using engine::OpKind;

bool is_on_channel(const engine::Operation& op) noexcept {
  return is_select(op.kind) ||
         (op.object != nullptr && op.object->type == engine::ObjectType::channel);
}

bool touches_the_run(OpKind kind) noexcept {
  const trace::Touches& touches = trace::info(kind).touches;
  return ((touches.reads | touches.updates | touches.writes) & trace::facet::global) != 0;
}

}  // namespace

bool conflicting(const engine::Operation& earlier, const engine::Operation& later) noexcept {
  if (is_select(earlier.kind) || is_select(later.kind)) {
    return is_on_channel(earlier) && is_on_channel(later);
  }
  if (earlier.object != later.object || earlier.object == nullptr) {
    if (!touches_the_run(earlier.kind) || !touches_the_run(later.kind)) return false;
  }
  return trace::conflict(earlier.touch(), later.touch());
}

void EventPriorities::spawned(const engine::Goroutine& goroutine, engine::Rng& rng) {
  while (priorities_.size() <= goroutine.ordinal) priorities_.push_back(rng.next());
}

engine::Goroutine* EventPriorities::highest(const engine::Choice& choice) const noexcept {
  engine::Goroutine* best = choice.ready[0];
  for (std::uint32_t i = 1; i < choice.count; ++i) {
    if (higher(*choice.ready[i], *best)) best = choice.ready[i];
  }
  return best;
}

void EventPriorities::performs(const engine::Choice& choice, const engine::Goroutine& next,
                               engine::Rng& rng) {
  // Drawn by ordinal: the order of the ready array is no order. What is drawn for one is a function
  // of one number for all and of who it is.
  const std::uint64_t drawn = rng.next();
  priorities_[next.ordinal] = engine::combine(drawn, next.ordinal);
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    const engine::Goroutine& other = *choice.ready[i];
    if (&other == &next || !conflicting(next.op, other.op)) continue;
    priorities_[other.ordinal] = engine::combine(drawn, other.ordinal);
  }
}

}  // namespace heddle::strategy
