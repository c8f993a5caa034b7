#include "strategy/deviating.h"

#include <algorithm>
#include <utility>

#include "engine/observer.h"
#include "strategy/order.h"

namespace heddle::strategy {

using engine::DecisionKind;
using engine::Goroutine;

Deviating::Deviating(Deviations wanted, DeviationLog* log) : wanted_(std::move(wanted)), log_(log) {
  std::sort(wanted_.begin(), wanted_.end());
}

Deviating::Deviating(engine::Strategy& leader, DeviationLog* log) : leader_(&leader), log_(log) {}

bool Deviating::begin_run(std::uint64_t index, std::uint64_t seed) {
  made_.clear();
  progress_.clear();
  spawned_.clear();
  last_ = nullptr;
  if (operations_ != nullptr) operations_->clear();
  if (log_ != nullptr) log_->count = 0;
  return leader_ == nullptr || leader_->begin_run(index, seed);
}

Deviating::Progress& Deviating::progress_of(std::uint32_t ordinal) {
  if (progress_.size() <= ordinal) progress_.resize(ordinal + 1);
  return progress_[ordinal];
}

DecisionPlace Deviating::arrive(DecisionKind kind, const Goroutine* who) {
  Progress& progress = progress_of(who == nullptr ? 0 : who->ordinal);
  return {kind, who == nullptr ? 0 : who->identity, progress.done, progress.asked++};
}

const Deviation* Deviating::wanted_at(const DecisionPlace& place) const {
  const auto found = std::lower_bound(
      wanted_.begin(), wanted_.end(), place,
      [](const Deviation& deviation, const DecisionPlace& at) { return deviation.place < at; });
  return found == wanted_.end() || found->place != place ? nullptr : &*found;
}

void Deviating::note(const DecisionPlace& place, std::uint64_t taken) {
  made_.push_back({place, taken});
  if (log_ != nullptr && log_->count < log_->capacity) log_->entries[log_->count++] = made_.back();
}

Goroutine* Deviating::pick(const engine::Choice& choice) {
  Goroutine* const usual = default_pick(choice);
  const DecisionPlace place = arrive(DecisionKind::goroutine, usual);
  Goroutine* next = usual;
  if (leader_ != nullptr) {
    next = leader_->pick(choice);
  } else if (const Deviation* const deviation = wanted_at(place)) {
    if (deviation->taken == 0) {
      if (choice.clock) next = nullptr;
    } else {
      for (std::uint32_t i = 0; i < choice.count; ++i) {
        if (choice.ready[i]->identity == deviation->taken) next = choice.ready[i];
      }
    }
  }
  if (next != usual) note(place, next == nullptr ? 0 : next->identity);
  if (next != nullptr) last_ = next;
  return next;
}

std::uint32_t Deviating::choose(DecisionKind kind, std::uint32_t n, std::uint32_t check) {
  const DecisionPlace place = arrive(kind, last_);
  std::uint32_t value = 0;
  if (leader_ != nullptr) {
    value = leader_->choose(kind, n, check);
  } else if (const Deviation* const deviation = wanted_at(place)) {
    if (deviation->taken < n) value = static_cast<std::uint32_t>(deviation->taken);
  }
  if (value != 0) note(place, value);
  return value;
}

std::uint64_t Deviating::random_bits(std::uint32_t check) {
  const DecisionPlace place = arrive(DecisionKind::random_low, last_);
  std::uint64_t bits = 0;
  if (leader_ != nullptr) {
    bits = leader_->random_bits(check);
  } else if (const Deviation* const deviation = wanted_at(place)) {
    bits = deviation->taken;
  }
  if (bits != 0) note(place, bits);
  return bits;
}

void Deviating::spawned(Goroutine& goroutine) {
  if (spawned_.size() <= goroutine.ordinal) spawned_.resize(goroutine.ordinal + 1);
  spawned_[goroutine.ordinal] = goroutine.identity;
  if (leader_ != nullptr) leader_->spawned(goroutine);
}

void Deviating::yielded(Goroutine& goroutine) {
  if (leader_ != nullptr) leader_->yielded(goroutine);
}

void Deviating::performed(const engine::Performed& what) {
  if (what.goroutine != nullptr) {
    Progress& progress = progress_of(what.goroutine->ordinal);
    ++progress.done;
    progress.asked = 0;
    last_ = what.goroutine;
  }
  if (operations_ != nullptr) {
    DoneOperation operation{what.goroutine == nullptr ? 0 : what.goroutine->identity, what.touch};
    if (what.touch.kind == engine::OpKind::spawn && what.a < spawned_.size()) {
      operation.started = spawned_[what.a];
    }
    operations_->push_back(operation);
  }
  if (leader_ == nullptr) return;
  if ((leader_->watched_kinds() & engine::Observer::bit(what.touch.kind)) != 0) {
    leader_->performed(what);
  }
}

}  // namespace heddle::strategy
