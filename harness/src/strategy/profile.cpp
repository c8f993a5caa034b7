#include "strategy/profile.h"

#include <algorithm>

#include "engine/observer.h"

namespace heddle::strategy {
namespace {

using engine::ObjectType;
using engine::OpKind;
using trace::Role;

// All that is a step a strategy can be asked about.
std::uint64_t kinds_of_steps() noexcept {
  std::uint64_t kinds = 0;
  for (unsigned i = 1; i < trace::op_kind_count; ++i) {
    switch (trace::info(static_cast<OpKind>(i)).role) {
      case Role::start:
      case Role::end:
      case Role::spawn:
      case Role::fire:
      case Role::note: break;
      default: kinds |= engine::Observer::bit(static_cast<OpKind>(i));
    }
  }
  return kinds;
}

}  // namespace

bool Profile::counts(const trace::Touch& op, const engine::Object& object) noexcept {
  const Role role = trace::info(op.kind).role;
  switch (object.type) {
    case ObjectType::mutex:
    case ObjectType::rwmutex:
    case ObjectType::once:
    case ObjectType::static_local:
      return role == Role::acquire || role == Role::acquire_share || role == Role::try_acquire;
    case ObjectType::waitgroup:
    case ObjectType::timer: return false;
    default: return true;
  }
}

std::uint64_t Profile::kinds() const noexcept {
  static const std::uint64_t steps = kinds_of_steps();
  return complete() ? 0 : steps;
}

// --- A run --------------------------------------------------------------------------------------

void Profile::begin_run() {
  seen_goroutines_.clear();
  seen_counts_.clear();
  seen_index_.clear();
  waits_.clear();
  tells_ = false;
}

void Profile::spawned(const engine::Goroutine& goroutine) {
  if (complete() || seen_goroutines_.size() >= goroutines_most) return;
  const bool has_creator =
      goroutine.creator != nullptr && goroutine.creator->ordinal <= seen_goroutines_.size();
  // Its start is a step.
  seen_goroutines_.push_back(
      {goroutine.identity, has_creator ? goroutine.creator->ordinal - 1 : none, 1});
  waits_.push_back(false);
}

void Profile::performed(const engine::Performed& what) {
  if (what.goroutine == nullptr || what.goroutine->ordinal > seen_goroutines_.size()) return;
  const std::uint32_t goroutine = what.goroutine->ordinal - 1;
  ++seen_goroutines_[goroutine].steps;
  const bool resumed = waits_[goroutine];
  waits_[goroutine] = what.waits;
  if (resumed || what.object == nullptr || !counts(what.touch, *what.object)) return;
  const auto next = static_cast<std::uint32_t>(seen_counts_.size());
  if (next >= counts_most) return;
  const std::uint32_t at = seen_index_.add(key_of(goroutine, what.touch.object), next);
  if (at == next) seen_counts_.push_back({goroutine, 0, what.touch.object});
  ++seen_counts_[at].times;
}

void Profile::end_run(const engine::RunEnd& end) { tells_ = !complete() && !end.cut; }

// --- Learning -----------------------------------------------------------------------------------

void Profile::write_lesson(ByteWriter& lesson) const {
  lesson.put(tells_);
  if (!tells_) return;
  lesson.put_list(std::span<const Goroutine>(seen_goroutines_));
  lesson.put_list(std::span<const Count>(seen_counts_));
}

void Profile::learn(ByteReader& lesson) {
  if (!lesson.get<bool>()) return;
  lesson.get_list(seen_goroutines_);
  lesson.get_list(seen_counts_);
  if (complete()) return;
  ++runs_;
  // From the run's numbers to the profile's.
  std::vector<std::uint32_t> known(seen_goroutines_.size(), none);
  for (std::size_t i = 0; i < seen_goroutines_.size(); ++i) {
    const Goroutine& seen = seen_goroutines_[i];
    const auto next = static_cast<std::uint32_t>(goroutines_.size());
    if (next >= goroutines_most && goroutine_of(seen.identity) == none) continue;
    known[i] = goroutine_index_.add(seen.identity | 1, next);
    if (known[i] == next) {
      goroutines_.push_back({seen.identity, seen.creator == none ? none : known[seen.creator], 0});
    }
    std::uint32_t& steps = goroutines_[known[i]].steps;
    steps = std::max(steps, seen.steps);
  }
  for (const Count& seen : seen_counts_) {
    const std::uint32_t goroutine = known[seen.goroutine];
    const auto next = static_cast<std::uint32_t>(counts_.size());
    if (goroutine == none || next >= counts_most) continue;
    const std::uint32_t at = count_index_.add(key_of(goroutine, seen.object), next);
    if (at == next) counts_.push_back({goroutine, 0, seen.object});
    counts_[at].times = std::max(counts_[at].times, seen.times);
  }
  find_shared();
}

void Profile::find_shared() {
  std::vector<Count> sorted = counts_;
  std::sort(sorted.begin(), sorted.end(),
            [](const Count& a, const Count& b) { return a.object < b.object; });
  shared_.clear();
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin;
    std::uint32_t times = 0;
    for (; end < sorted.size() && sorted[end].object == sorted[begin].object; ++end) {
      times += sorted[end].times;
    }
    if (end - begin > 1) shared_.push_back({sorted[begin].object, times});
    begin = end;
  }
}

std::uint32_t Profile::goroutine_of(std::uint64_t identity) const noexcept {
  return goroutine_index_.find(identity | 1);
}

void Profile::weigh(std::uint64_t object, std::vector<std::uint32_t>& weights) const {
  weights.assign(goroutines_.size(), 0);
  if (object == 0) {
    for (std::size_t i = 0; i < goroutines_.size(); ++i) weights[i] = goroutines_[i].steps;
  } else {
    for (const Count& count : counts_) {
      if (count.object == object) weights[count.goroutine] += count.times;
    }
  }
  for (std::size_t i = goroutines_.size(); i-- > 0;) {
    if (goroutines_[i].creator != none) weights[goroutines_[i].creator] += weights[i];
  }
}

// --- Saving -------------------------------------------------------------------------------------

void Profile::save(ByteWriter& to) const noexcept {
  to.put(runs_);
  to.put_list(std::span<const Goroutine>(goroutines_));
  to.put_list(std::span<const Count>(counts_));
}

void Profile::resume(ByteReader& from) {
  runs_ = from.get<std::uint32_t>();
  from.get_list(goroutines_);
  from.get_list(counts_);
  rebuild();
}

void Profile::rebuild() {
  goroutine_index_.clear();
  count_index_.clear();
  for (std::uint32_t i = 0; i < goroutines_.size(); ++i) {
    goroutine_index_.add(goroutines_[i].identity | 1, i);
  }
  for (std::uint32_t i = 0; i < counts_.size(); ++i) {
    count_index_.add(key_of(counts_[i].goroutine, counts_[i].object), i);
  }
  find_shared();
}

}  // namespace heddle::strategy
