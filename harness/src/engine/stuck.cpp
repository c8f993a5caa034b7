#include "engine/stuck.h"

#include <heddle/handle.h>

#include <algorithm>
#include <cstring>

#include "engine/memory_words.h"
#include "engine/run.h"

namespace heddle::detail {
constinit std::uint32_t runs_with_counted_handles = 0;
}

namespace heddle::engine {
namespace {

// Goroutines and words looked at in one run; then the rest is known at the end only.
constexpr std::uint64_t work_most = 100'000'000;
// Of a finding with very many goroutines the first ones are explained.
constexpr std::size_t explained_most = 64;

// What a handle must be good for to wake a goroutine that waits in this role. Closing wakes senders
// too.
std::uint8_t uses_that_wake(Role role) noexcept {
  return role == Role::receive ? std::uint8_t{feeds} : std::uint8_t{feeds | drains};
}

}  // namespace

void Stuck::begin_run() {
  owners_.clear();
  made_.clear();
  reaches_.clear();
  is_inside_.clear();
  last_ = nullptr;
  everybody_exposed_ = false;
  work_left_ = work_most;
  revoked_ = 0;
}

// --- Who holds what -----------------------------------------------------------------------------

Goroutine* Stuck::owner_of(const void* place) const noexcept {
  const std::uint32_t index = run_.stacks().index_of(place);
  return index < owners_.size() ? owners_[index] : nullptr;
}

void Stuck::spawned(Goroutine& goroutine, std::size_t closure_bytes) {
  const Unwatched unwatched;
  if (owners_.size() <= goroutine.stack_index) owners_.resize(goroutine.stack_index + 1);
  owners_[goroutine.stack_index] = &goroutine;
  goroutine.closure_bytes = closure_bytes;
  // Nothing of an earlier run is to be seen between the captures.
  std::memset(goroutine.closure, 0, closure_bytes);
}

void Stuck::launched(Goroutine& goroutine) {
  const Unwatched unwatched;
  // What the body of the run has captured is not on main's stack.
  if (goroutine.ordinal == 1) goroutine.exposed = run_.program().has_captures;
  expose_by(goroutine.closure, goroutine.closure_bytes, &goroutine, goroutine.creator);
}

void Stuck::made(const void* block, std::size_t bytes) {
  const Unwatched unwatched;
  made_.push_back({block, bytes});
}

// Whether a word that leads into no stack may be the address of something that cannot be seen.
bool Stuck::leads_anywhere(std::uintptr_t word) const noexcept {
  return may_be_address(word) && !in_program(word) && !run_.arena().owns(word) &&
         !run_.program_memory().owns(word);
}

void Stuck::sent(const void* value, std::size_t bytes) {
  const Unwatched unwatched;
  const auto begin = reinterpret_cast<std::uintptr_t>(value);
  for_each_word(value, bytes, [&](std::uintptr_t word) {
    if (word >= begin && word < begin + bytes) return;  // a short string points into itself
    if (Goroutine* const owner = owner_of(reinterpret_cast<const void*>(word))) {
      owner->exposed = true;
    } else if (leads_anywhere(word)) {
      everybody_exposed_ = true;
    }
  });
}

Reach& Stuck::reach(Object& object) {
  const Unwatched unwatched;
  if (object.reach == nullptr) {
    reaches_.emplace_back();
    object.reach = &reaches_.back();
  }
  return *object.reach;
}

void Stuck::handle(Object& object, const void* place, std::uint8_t uses, bool made) {
  const Unwatched unwatched;
  Reach& known = reach(object);
  known.has_handles = true;
  Goroutine* const owner = owner_of(place);
  auto holder =
      std::find_if(known.holders.begin(), known.holders.end(),
                   [owner](const Holder& candidate) { return candidate.goroutine == owner; });
  if (holder == known.holders.end()) {
    if (!made) return;
    holder = known.holders.insert(holder, Holder{owner});
  }
  const auto count = [made](std::uint32_t& n) {
    if (made) {
      ++n;
    } else if (n > 0) {
      --n;
    }
  };
  if ((uses & feeds) != 0) count(holder->feeding);
  if ((uses & drains) != 0) count(holder->draining);
}

void Stuck::held_by_anybody(Object& object) { handle(object, nullptr, feeds | drains, true); }

// --- Whose stacks others may reach --------------------------------------------------------------

// What this block leads to, `a` and `b` know.
void Stuck::expose_by(const void* block, std::size_t bytes, Goroutine* a, Goroutine* b) {
  for_each_word(block, bytes, [&](std::uintptr_t word) {
    Goroutine* const owner = owner_of(reinterpret_cast<const void*>(word));
    if (owner == nullptr && !leads_anywhere(word)) return;
    // Whoever knows the place can also write addresses of its own there.
    for (Goroutine* const one : {owner, a, b}) {
      if (one != nullptr) one->exposed = true;
    }
  });
}

// What one goroutine leaves there, another one may take away before its next event; so at the first
// event of each turn for the turn before, and before anybody is called stuck.
//
// Globals are looked through for the stack of the one that ran only, and once: others know an
// address on it from its owner alone, so a stack that is not exposed has its first address given
// away in a turn of its owner.
void Stuck::find_exposed(Goroutine* ran) {
  if (everybody_exposed_) return;
  const auto charge = [this](std::size_t bytes) {
    work_left_ -= std::min<std::uint64_t>(work_left_, bytes / sizeof(std::uintptr_t));
  };
  for (const Made& block : made_) {
    charge(block.bytes);
    sent(block.block, block.bytes);
  }
  if (ran == nullptr || ran->exposed || ran->state == State::done) return;
  for (const Block& globals : global_variables()) {
    charge(globals.bytes);
    if (leads_into(globals, ran->stack_low, ran->stack_top)) {
      ran->exposed = true;
      return;
    }
  }
}

bool Stuck::is_exposed(const Goroutine& goroutine) const noexcept {
  return everybody_exposed_ || goroutine.exposed;
}

// --- The set ------------------------------------------------------------------------------------

bool Stuck::is_blocked(const Goroutine& goroutine) const noexcept {
  if (goroutine.op.kind == OpKind::sleep) return false;
  return &goroutine == waiting_ || goroutine.state == State::parked ||
         (goroutine.state == State::disabled && !goroutine.holding_back);
}

bool Stuck::is_inside(const Goroutine* goroutine) const noexcept {
  return goroutine->state == State::done || is_inside_[goroutine->ordinal] != 0;
}

bool Stuck::place_may_be_reached(const void* place) {
  const Goroutine* const owner = owner_of(place);
  return owner == nullptr || !is_inside(owner) || is_exposed(*owner);
}

bool Stuck::may_be_woken_through(const Object& object, std::uint8_t uses) {
  const Reach* const known = object.reach;
  if (known == nullptr) return somebody_outside_;
  if (known->timer != nullptr && known->timer->armed) return true;
  if (known->owner != nullptr) return !is_inside(known->owner);
  if (!somebody_outside_) return false;
  if (known->place != nullptr && place_may_be_reached(known->place)) return true;
  for (const Holder& holder : known->holders) {
    const bool useful = ((uses & feeds) != 0 && holder.feeding != 0) ||
                        ((uses & drains) != 0 && holder.draining != 0);
    if (!useful) continue;
    if (holder.goroutine == nullptr || !is_inside(holder.goroutine) ||
        is_exposed(*holder.goroutine)) {
      return true;
    }
  }
  return known->above != nullptr && may_be_woken_through(*known->above, feeds | drains);
}

bool Stuck::may_be_woken(const Goroutine& goroutine) {
  const Role role = trace::info(goroutine.op.kind).role;
  if (const Waiter* const first = goroutine.waiters; first != nullptr) {
    const Waiter* waiter = first;
    do {
      if (may_be_woken_through(*waiter->object, feeds | drains)) return true;
      waiter = waiter->sibling;
    } while (waiter != first);
    return false;
  }
  // A nil channel, a select without a case that can ever happen.
  if (goroutine.op.object == nullptr) return false;
  return may_be_woken_through(*goroutine.op.object, uses_that_wake(role));
}

bool Stuck::find_inside() {
  const std::uint32_t goroutines = run_.goroutine_count();
  work_left_ -= std::min<std::uint64_t>(work_left_, goroutines);
  inside_.clear();
  is_inside_.assign(goroutines + 1, 0);
  for (std::uint32_t ordinal = 1; ordinal <= goroutines; ++ordinal) {
    Goroutine& goroutine = run_.goroutine(ordinal);
    if (!is_blocked(goroutine)) {
      if (goroutine.certain_since != 0) ++revoked_;
      goroutine.certain_since = 0;
      continue;
    }
    inside_.push_back(&goroutine);
    is_inside_[ordinal] = 1;
  }
  for (bool changed = true; changed;) {
    changed = false;
    somebody_outside_ = inside_.size() < run_.live_goroutines() || run_.timers().any();
    for (std::size_t i = 0; i < inside_.size();) {
      Goroutine& goroutine = *inside_[i];
      work_left_ -= std::min<std::uint64_t>(work_left_, 1);
      if (goroutine.certain_since != 0 || !may_be_woken(goroutine)) {
        ++i;
        continue;
      }
      is_inside_[goroutine.ordinal] = 0;
      inside_[i] = inside_.back();
      inside_.pop_back();
      changed = true;
    }
  }
  return std::any_of(inside_.begin(), inside_.end(),
                     [](const Goroutine* goroutine) { return goroutine->certain_since == 0; });
}

void Stuck::look(std::uint32_t event, Goroutine* by, bool waits) {
  const Unwatched unwatched;
  if (work_left_ == 0) return;
  waiting_ = waits ? by : nullptr;
  if (by != last_) find_exposed(last_);
  last_ = by;
  if (!find_inside()) return;
  // What this goroutine has left somewhere since its last event.
  find_exposed(by);
  if (!find_inside()) return;
  for (Goroutine* const goroutine : inside_) {
    if (goroutine->certain_since == 0) goroutine->certain_since = event;
  }
}

// --- Telling ------------------------------------------------------------------------------------

void Stuck::add_wait(trace::Finding& finding, const Goroutine& goroutine,
                     const Object* object) const {
  trace::Wait wait;
  wait.goroutine = goroutine.ordinal;
  wait.certain_since = goroutine.certain_since;
  if (object != nullptr) wait.object = object->ordinal;
  const Reach* const known = object == nullptr ? nullptr : object->reach;
  if (known != nullptr && known->has_handles) {
    for (const Holder& holder : known->holders) {
      if (holder.feeding + holder.draining == 0) continue;
      if (holder.goroutine == nullptr) {
        wait.held_elsewhere = true;
      } else if (holder.goroutine->state != State::done) {
        wait.holders.push_back({holder.goroutine->ordinal, {}, {}});
      }
    }
    std::sort(wait.holders.begin(), wait.holders.end(),
              [](const trace::WaitHolder& a, const trace::WaitHolder& b) {
                return a.goroutine < b.goroutine;
              });
  }
  finding.waits.push_back(std::move(wait));
}

void Stuck::explain(trace::Finding& finding) {
  const Unwatched unwatched;
  std::uint64_t latest = 0;
  bool all = !finding.goroutines.empty();
  std::size_t explained = 0;
  for (const trace::Involved& who : finding.goroutines) {
    if (who.ordinal == 0 || who.ordinal > run_.goroutine_count()) continue;
    const Goroutine& goroutine = run_.goroutine(who.ordinal);
    all = all && goroutine.certain_since != 0;
    latest = std::max<std::uint64_t>(latest, goroutine.certain_since);
    waiting_ = nullptr;
    if (!is_blocked(goroutine) || explained++ >= explained_most) continue;
    if (const Waiter* const first = goroutine.waiters; first != nullptr) {
      const Waiter* waiter = first;
      do {
        add_wait(finding, goroutine, waiter->object);
        waiter = waiter->sibling;
      } while (waiter != first);
    } else {
      add_wait(finding, goroutine, goroutine.op.object);
    }
  }
  finding.certain_since = all ? latest : 0;
}

}  // namespace heddle::engine
