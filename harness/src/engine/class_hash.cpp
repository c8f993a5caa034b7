#include "engine/class_hash.h"

#include <array>
#include <bit>

#include "engine/observer.h"
#include "engine/rng.h"

namespace heddle::engine {
namespace {

using trace::Touch;
using trace::Touches;

constexpr std::uint64_t main_hash = 0x6d61696e20686173ULL;
constexpr std::uint64_t clock_begins = 0x636c6f636b206861ULL;
// So that a read and an update with the same hash are not the same, nor two facets.
constexpr std::uint64_t read_factor = 0x9e3779b97f4a7c15ULL;
constexpr std::uint64_t update_factor = 0xc2b2ae3d27d4eb4fULL;
constexpr std::uint64_t facet_factor = 0x165667b19e3779f9ULL;
constexpr std::uint64_t value_factor = 0x27d4eb2f165667c5ULL;

constexpr unsigned fact_bits = 4;

// The Dones of a WaitGroup have a facet of their own here: adds see them only when somebody may
// wait. (That a Done sees an add that found zero need not be told: without it the run panics.)
constexpr std::uint8_t dones = 1 << 1;

// The conflict table with the facts worked in: one look for each operation.
std::array<Touches, trace::op_kind_count << fact_bits> make_rows() {
  std::array<Touches, trace::op_kind_count << fact_bits> all{};
  for (unsigned kind = 0; kind < trace::op_kind_count; ++kind) {
    for (unsigned facts = 0; facts < 1U << fact_bits; ++facts) {
      Touches& touches = all[kind << fact_bits | facts];
      touches = trace::touches_of({static_cast<OpKind>(kind), static_cast<std::uint8_t>(facts), 0});
      if (static_cast<OpKind>(kind) == OpKind::wg_done) touches = {.updates = dones};
      if (static_cast<OpKind>(kind) == OpKind::wg_add && (facts & Touch::waited) != 0) {
        touches.reads |= dones;
      }
    }
  }
  return all;
}

const std::array<Touches, trace::op_kind_count << fact_bits> rows = make_rows();

// The earlier operations on a facet (one bit) with which one conflicts.
inline std::uint64_t seen_by(Touches touches, unsigned bit, const FacetHashes& facet) noexcept {
  std::uint64_t seen = facet.write;
  if (((touches.writes | touches.reads) & bit) != 0) seen += facet.updates * update_factor;
  if (((touches.writes | touches.updates) & bit) != 0) seen += facet.reads * read_factor;
  return seen;
}

inline void leave(Touches touches, unsigned bit, FacetHashes& facet, std::uint64_t hash) noexcept {
  if ((touches.writes & bit) != 0) {
    facet = {hash, 0, 0};
    return;
  }
  if ((touches.reads & bit) != 0) facet.reads += hash;
  if ((touches.updates & bit) != 0) facet.updates += hash;
}

}  // namespace

std::uint64_t ClassHash::kinds(bool memory) noexcept {
  std::uint64_t bits =
      ~(Observer::bit(OpKind::none) | Observer::bit(OpKind::start) | Observer::bit(OpKind::log));
  if (!memory) {
    bits &= ~(Observer::bit(OpKind::var_read) | Observer::bit(OpKind::var_write) |
              Observer::bit(OpKind::var_update));
  }
  return bits;
}

void ClassHash::begin_run() noexcept {
  clock_ = clock_begins;
  run_facets_[0] = {};
  run_facets_[1] = {};
}

void ClassHash::spawned(Goroutine& goroutine, const Goroutine* creator) noexcept {
  const std::uint64_t before = creator != nullptr       ? creator->class_hash
                               : goroutine.ordinal == 1 ? main_hash
                                                        : clock_;
  goroutine.class_hash = mix(before + goroutine.identity);
  goroutine.waited_in = OpKind::none;
}

void ClassHash::chose(Goroutine* goroutine, std::uint64_t value) noexcept {
  std::uint64_t& hash = goroutine == nullptr ? clock_ : goroutine->class_hash;
  hash = mix(hash + value * value_factor + 1);
}

std::uint64_t ClassHash::part(std::uint64_t hash) noexcept { return mix(hash); }

void ClassHash::performed(Goroutine* goroutine, const Touch& touch, Object* object,
                          std::uint64_t value_a, bool waits, Arena& arena) {
  if (goroutine == nullptr) {
    step(clock_, touch, object, arena);
    return;
  }
  if (!waits && goroutine->waited_in == OpKind::none && touch.kind != OpKind::select &&
      touch.kind != OpKind::try_select) [[likely]] {
    step(goroutine->class_hash, touch, object, arena);
    return;
  }
  if (waits) {
    goroutine->waited_in = touch.kind;
    // The parts of a select say where it waits.
    if (touch.kind != OpKind::select) step(goroutine->class_hash, touch, object, arena);
    return;
  }
  if (touch.kind == OpKind::select || touch.kind == OpKind::try_select) {
    goroutine->waited_in = OpKind::none;
    chose(goroutine, value_a);
    return;
  }
  const bool goes_on =
      goroutine->waited_in == touch.kind ||
      (goroutine->waited_in == OpKind::rw_announce && touch.kind == OpKind::rw_lock);
  if (goes_on) {
    goroutine->waited_in = OpKind::none;
    return;
  }
  step(goroutine->class_hash, touch, object, arena);
}

void ClassHash::step(std::uint64_t& hash, const Touch& touch, Object* object, Arena& arena) {
  const unsigned facts = touch.facts & ((1U << fact_bits) - 1);
  const Touches touches = rows[static_cast<unsigned>(touch.kind) << fact_bits | facts];
  const unsigned all = touches.reads | touches.updates | touches.writes;
  const std::uint64_t key =
      touch.object + (static_cast<std::uint64_t>(touch.kind) << 8) + (facts & Touch::failed);
  FacetHashes* of_object = nullptr;
  if (object != nullptr && (all & ~unsigned{trace::facet::global}) != 0) {
    if (object->hashes == nullptr) object->hashes = arena.take_array<ObjectHashes>(1);
    of_object = object->hashes->facet;
  }
  // Most operations touch nothing but the state of one object.
  if (all == trace::facet::state && of_object != nullptr) [[likely]] {
    const std::uint64_t before = seen_by(touches, all, *of_object);
    hash = mix(hash * update_factor + before * facet_factor + key);
    leave(touches, all, *of_object, hash);
    return;
  }
  const auto facet_at = [&](unsigned bits) -> FacetHashes* {
    const auto index = static_cast<unsigned>(std::countr_zero(bits));
    if (index >= ObjectHashes::facets) return &run_facets_[index - ObjectHashes::facets];
    return of_object == nullptr ? nullptr : &of_object[index];
  };
  std::uint64_t before = 0;
  for (unsigned bits = all; bits != 0; bits &= bits - 1) {
    const FacetHashes* facet = facet_at(bits);
    if (facet == nullptr) continue;
    before = before * read_factor + seen_by(touches, bits & (~bits + 1), *facet);
  }
  hash = mix(hash * update_factor + before * facet_factor + key);
  for (unsigned bits = all; bits != 0; bits &= bits - 1) {
    FacetHashes* facet = facet_at(bits);
    if (facet != nullptr) leave(touches, bits & (~bits + 1), *facet, hash);
  }
}

}  // namespace heddle::engine
