#include "detect/live.h"

namespace heddle::detect {

void Live::begin(engine::Run& run) {
  run_ = &run;
  keeps_arcs_ = keeps_arcs_ || overlooked_;
  overlooked_ = false;
  const std::uint64_t limit = run.program().limits.steps;
  end_begins_ = limit > Livelock::window_steps ? limit - Livelock::window_steps : 0;
  detectors_.begin(*this);
}

void Live::performed(std::uint32_t goroutine, OpKind kind, const engine::Object* object,
                     const Here& at, std::uint64_t a, std::uint64_t b, bool waits) {
  Event event;
  event.number = run_->steps();
  event.a = a;
  event.b = b;
  event.goroutine = goroutine;
  event.object = object == nullptr ? 0 : object->ordinal;
  event.kind = kind;
  event.waits = waits;
  heddle::detail::assign(event.at, at);
  if (event.number >= end_begins_) [[unlikely]]
    detectors_.watch_end();
  detectors_.performed(event);
}

// The engine keeps the book; the detectors' copy is brought up to date where they look at it.
void Live::copy_holds(const engine::Goroutine& goroutine) {
  detectors_.holds().forget(goroutine.ordinal);
  const engine::Hold* oldest = goroutine.holds;
  while (oldest != nullptr && oldest->next != nullptr) oldest = oldest->next;
  for (const engine::Hold* hold = oldest; hold != nullptr; hold = hold->previous) {
    Event taken;
    taken.number = hold->step;
    taken.goroutine = goroutine.ordinal;
    taken.object = hold->object->ordinal;
    heddle::detail::assign(taken.at, hold->at);
    detectors_.holds().took(taken, hold->shared);
  }
}

bool Live::in_order(const engine::Goroutine& goroutine, const engine::Object& lock) noexcept {
  for (const engine::Hold* hold = goroutine.holds; hold != nullptr; hold = hold->next) {
    if (hold->object->ordinal > lock.ordinal) return false;
  }
  return true;
}

void Live::took_more(const engine::Goroutine& goroutine) {
  const LockStep step = lock_step(goroutine.op.kind);
  if (step != LockStep::take && step != LockStep::take_shared) return;
  if (!keeps_arcs_) {
    overlooked_ = overlooked_ || !in_order(goroutine, *goroutine.op.object);
    return;
  }
  copy_holds(goroutine);
  Event event;
  event.number = run_->steps();
  event.goroutine = goroutine.ordinal;
  event.object = goroutine.op.object->ordinal;
  event.kind = goroutine.op.kind;
  heddle::detail::assign(event.at, goroutine.op.at);
  detectors_.lock_order().performed(event);
}

void Live::ended(Findings& findings) {
  for (std::uint32_t g = 1; g <= run_->goroutine_count(); ++g) {
    const engine::Goroutine& goroutine = run_->goroutine(g);
    if (goroutine.holds != nullptr) {
      copy_holds(goroutine);
      const bool asks = lock_step(goroutine.op.kind) != LockStep::none && is_blocked(*this, g);
      if (!keeps_arcs_ && asks && !in_order(goroutine, *goroutine.op.object)) overlooked_ = true;
    } else if (g < detectors_.holds().goroutines()) {
      detectors_.holds().forget(g);
    }
  }
  detectors_.ended(findings);
}

Moment Live::now(std::uint32_t goroutine) const {
  return {goroutine, run_->goroutine(goroutine).epoch().time};
}

bool Live::knows(std::uint32_t goroutine, const Moment& moment) const {
  if (!run_->tracking()) return true;
  return run_->goroutine(goroutine).clock.knows(
      {moment.goroutine - 1, static_cast<std::uint32_t>(moment.time)});
}

bool Live::settled() const {
  if (!run_->ended_by_itself()) return false;
  for (std::uint32_t g = 1; g <= goroutines(); ++g) {
    if (state(g) != State::done && !is_blocked(*this, g)) return false;
  }
  return true;
}

std::uint32_t Live::pending_object(std::uint32_t goroutine) const {
  const engine::Object* waits_for = run_->goroutine(goroutine).op.object;
  return waits_for == nullptr ? 0 : waits_for->ordinal;
}

trace::Involved Live::describe(std::uint32_t goroutine) const {
  return run_->describe(run_->goroutine(goroutine));
}

const engine::Object& Live::object(std::uint32_t ordinal) const {
  const engine::Object* object = run_->newest_object();
  while (object != nullptr && object->ordinal != ordinal) object = object->next;
  engine::ensure(object != nullptr, "an object that was seen is there");
  return *object;
}

std::string Live::object_text(std::uint32_t ordinal) const {
  return std::string(engine::word(object(ordinal).type)) + " " + std::to_string(ordinal);
}

Here Live::object_made_at(std::uint32_t ordinal) const { return object(ordinal).made_at; }

trace::Finding Live::finding(Kind kind, std::string message) const {
  return run_->new_finding(kind, static_cast<std::string&&>(message));
}

}  // namespace heddle::detect
