#include "strategy/dpor_touches.h"

#include <algorithm>

#include "engine/rng.h"

namespace heddle::strategy::dpor {
namespace {

using trace::OpKind;

std::uint8_t notes_of(const trace::Touch& touch) noexcept {
  const bool done = (touch.facts & trace::Touch::failed) == 0;
  switch (touch.kind) {
    case OpKind::mutex_lock:
    case OpKind::rw_lock:
    case OpKind::rw_announce: return Access::takes | Access::needs;
    case OpKind::once_do:
      return static_cast<std::uint8_t>(Access::needs | (done ? Access::takes : 0));
    case OpKind::mutex_try_lock:
    case OpKind::rw_try_lock: return done ? Access::takes : 0;
    case OpKind::mutex_unlock:
    case OpKind::rw_unlock:
    case OpKind::once_done: return Access::gives;
    case OpKind::wg_done: return Access::counts_down;
    case OpKind::wg_wait: return Access::awaits_zero;
    case OpKind::wg_add: {
      const bool waited = (touch.facts & trace::Touch::waited) != 0;
      return static_cast<std::uint8_t>(Access::counts_up | (waited ? Access::watched : 0));
    }
    default: return 0;
  }
}

// A case of a select is a send or a receive that also looks whether it can be done.
trace::Touches select_touches(std::uint8_t facts) noexcept {
  using namespace trace::facet;
  if ((facts & trace::Touch::failed) != 0) return {.reads = level | closed};
  return {.reads = level | closed, .updates = level, .writes = sending | taking};
}

bool may_fail(OpKind kind) noexcept {
  switch (kind) {
    case OpKind::chan_try_send:
    case OpKind::chan_try_recv:
    case OpKind::mutex_try_lock:
    case OpKind::rw_try_lock:
    case OpKind::rw_try_rlock:
    case OpKind::once_do:
    case OpKind::cond_signal:
    case OpKind::atomic_cas:
    case OpKind::map_write:
    case OpKind::pool_get:
    case OpKind::ctx_cancel:
    case OpKind::select:
    case OpKind::try_select: return true;
    default: return false;
  }
}

}  // namespace

// --- Numbers ------------------------------------------------------------------------------------

std::uint32_t Numbers::of(std::uint64_t identity) {
  if (2 * identities_.size() >= cells_.size()) grow();
  const std::size_t mask = cells_.size() - 1;
  for (std::size_t i = engine::mix(identity) & mask;; i = (i + 1) & mask) {
    if (cells_[i] == 0) {
      identities_.push_back(identity);
      cells_[i] = size();
      return size() - 1;
    }
    if (identities_[cells_[i] - 1] == identity) return cells_[i] - 1;
  }
}

void Numbers::grow() {
  const std::size_t cells = cells_.empty() ? 64 : 2 * cells_.size();
  cells_.assign(cells, 0);
  for (std::uint32_t number = 0; number < size(); ++number) {
    std::size_t i = engine::mix(identities_[number]) & (cells - 1);
    while (cells_[i] != 0) i = (i + 1) & (cells - 1);
    cells_[i] = number + 1;
  }
}

// --- Access -------------------------------------------------------------------------------------

bool conflict(const Access& earlier, const Access& later) noexcept {
  const unsigned facets = (earlier.writes & (later.reads | later.updates | later.writes)) |
                          (later.writes & (earlier.reads | earlier.updates)) |
                          (earlier.updates & later.reads) | (earlier.reads & later.updates);
  if (facets == 0) return false;
  // An add and a done commute, unless somebody may wait for zero.
  const unsigned notes = earlier.notes | later.notes;
  constexpr unsigned both = Access::counts_up | Access::counts_down;
  if ((notes & both) != both || (earlier.notes & both) == (later.notes & both)) return true;
  return (notes & Access::watched) != 0;
}

// --- Touches ------------------------------------------------------------------------------------

Touches::Touches() {
  sets_.push_back({});  // nothing
  sets_.push_back({});  // everything
  rows_ = {std::uint64_t{1} << everything, ~std::uint64_t{0}};
  grow();
}

Access Touches::access(const trace::Touch& touch) {
  trace::Touches touches = trace::touches_of(touch);
  if (touch.kind == OpKind::select || touch.kind == OpKind::try_select) {
    touches = select_touches(touch.facts);
  }
  if (commute_ && (touch.facts & trace::Touch::adds) != 0) {
    touches.updates = touches.writes;
    touches.writes = 0;
  }
  // Of two dones the second may be the one too many.
  if (counts_matter_ && touch.kind == OpKind::wg_done) touches.writes |= trace::facet::state;
  if (waits_matter_) {
    using trace::facet::sharing;
    if (touch.kind == OpKind::wg_done) touches.updates |= sharing;
    if (touch.kind == OpKind::wg_wait) touches.reads |= sharing;
  }
  // The clock commutes with nothing, so nobody need say that he looks at it.
  constexpr auto own = static_cast<std::uint8_t>(~trace::facet::clock);
  return {objects_.of(touch.object), static_cast<std::uint8_t>(touches.reads & own),
          static_cast<std::uint8_t>(touches.updates & own),
          static_cast<std::uint8_t>(touches.writes & own),
          static_cast<std::uint8_t>(
              notes_of(touch) |
              (counts_matter_ && touch.kind == OpKind::wg_add ? Access::watched : 0))};
}

Access Touches::least(Access access, const trace::Touch& touch) noexcept {
  if (!may_fail(touch.kind)) return access;
  trace::Touch failed = touch;
  failed.facts = static_cast<std::uint8_t>(failed.facts | trace::Touch::failed);
  const bool selects = touch.kind == OpKind::select || touch.kind == OpKind::try_select;
  const trace::Touches touches = selects ? select_touches(failed.facts) : trace::touches_of(failed);
  access.reads = touches.reads;
  access.updates = 0;
  access.writes = 0;
  access.notes = 0;
  return access;
}

std::uint32_t Touches::number(std::vector<Access>& accesses) {
  if (accesses.empty()) return nothing;
  if (accesses.size() > 1) {
    std::sort(accesses.begin(), accesses.end(),
              [](const Access& a, const Access& b) { return a.object < b.object; });
    std::size_t last = 0;
    for (std::size_t i = 1; i < accesses.size(); ++i) {
      if (accesses[i].object != accesses[last].object) {
        accesses[++last] = accesses[i];
        continue;
      }
      Access& to = accesses[last];
      to.reads = static_cast<std::uint8_t>(to.reads | accesses[i].reads);
      to.updates = static_cast<std::uint8_t>(to.updates | accesses[i].updates);
      to.writes = static_cast<std::uint8_t>(to.writes | accesses[i].writes);
      to.notes = static_cast<std::uint8_t>(to.notes | accesses[i].notes);
    }
    accesses.resize(last + 1);
  }
  std::uint64_t hash = accesses.size();
  for (const Access& access : accesses) {
    const std::uint64_t bits = std::uint64_t{access.object} << 32 |
                               static_cast<std::uint64_t>(access.reads) << 24 |
                               static_cast<std::uint64_t>(access.updates) << 16 |
                               static_cast<std::uint64_t>(access.writes) << 8 | access.notes;
    hash = engine::combine(hash, bits);
  }
  if (2 * sets_.size() >= cells_.size()) grow();
  const std::size_t mask = cells_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    if (cells_[i] == 0) {
      cells_[i] = add(accesses, hash) + 1;
      return cells_[i] - 1;
    }
    const Set& set = sets_[cells_[i] - 1];
    if (set.hash == hash && set.count == accesses.size() &&
        std::equal(accesses.begin(), accesses.end(), accesses_.begin() + set.begin)) {
      return cells_[i] - 1;
    }
  }
}

std::uint32_t Touches::add(const std::vector<Access>& accesses, std::uint64_t hash) {
  const auto number = static_cast<std::uint32_t>(sets_.size());
  std::uint8_t notes = 0;
  for (const Access& access : accesses) notes = static_cast<std::uint8_t>(notes | access.notes);
  sets_.push_back({static_cast<std::uint32_t>(accesses_.size()),
                   static_cast<std::uint32_t>(accesses.size()), hash, notes});
  accesses_.insert(accesses_.end(), accesses.begin(), accesses.end());
  if (number >= row_bits) return number;
  rows_.push_back(0);
  for (std::uint32_t other = 0; other <= number; ++other) {
    if (!compute_dependent(number, other)) continue;
    rows_[number] |= std::uint64_t{1} << other;
    rows_[other] |= std::uint64_t{1} << number;
  }
  return number;
}

Touches::Numbered Touches::number(const trace::Touch& touch) {
  const std::uint64_t key =
      touch.object ^ static_cast<std::uint64_t>(touch.kind) << 8 ^ touch.facts;
  Known& known = known_[engine::mix(key) % known_size];
  if (known.touch.object == touch.object && known.touch.kind == touch.kind &&
      known.touch.facts == touch.facts) {
    return known.numbered;
  }
  const Access whole = access(touch);
  merged_.assign(1, whole);
  const std::uint32_t touches = number(merged_);
  merged_.assign(1, least(whole, touch));
  known = {touch, {touches, number(merged_)}};
  return known.numbered;
}

bool Touches::compute_dependent(std::uint32_t a, std::uint32_t b) const noexcept {
  if (a == nothing || b == nothing) return a == everything || b == everything;
  if (a == everything || b == everything) return true;
  return overlap(a, b);
}

void Touches::grow() {
  const std::size_t cells = cells_.empty() ? 64 : 2 * cells_.size();
  cells_.assign(cells, 0);
  for (std::uint32_t number = everything + 1; number < sets_.size(); ++number) {
    std::size_t i = sets_[number].hash & (cells - 1);
    while (cells_[i] != 0) i = (i + 1) & (cells - 1);
    cells_[i] = number + 1;
  }
}

bool Touches::overlap(std::uint32_t a, std::uint32_t b) const noexcept {
  for (const Access& one : accesses(a)) {
    for (const Access& other : accesses(b)) {
      if (one.object == other.object && (conflict(one, other) || conflict(other, one))) return true;
    }
  }
  return false;
}

bool Touches::adds_beside_wait(std::uint32_t first, std::uint32_t second) const noexcept {
  for (const Access& one : accesses(first)) {
    if ((one.notes & Access::awaits_zero) == 0) continue;
    for (const Access& other : accesses(second)) {
      if (one.object == other.object && (other.notes & Access::counts_up) != 0) return true;
    }
  }
  return false;
}

bool Touches::changes(std::uint32_t step, std::uint32_t others) const noexcept {
  for (const Access& one : accesses(step)) {
    for (const Access& other : accesses(others)) {
      const unsigned touched = other.reads | other.updates | other.writes;
      if (one.object == other.object && ((one.writes | one.updates) & touched) != 0) return true;
    }
  }
  return false;
}

std::uint32_t Touches::both(std::uint32_t a, std::uint32_t b) {
  if (a == b || b == nothing) return a;
  if (a == nothing) return b;
  if (a == everything || b == everything) return everything;
  merged_.assign(accesses(a).begin(), accesses(a).end());
  merged_.insert(merged_.end(), accesses(b).begin(), accesses(b).end());
  return number(merged_);
}

}  // namespace heddle::strategy::dpor
