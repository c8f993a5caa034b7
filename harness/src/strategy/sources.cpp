#include "strategy/sources.h"

namespace heddle::strategy {

using engine::OpKind;
using trace::Role;
using trace::Touch;

namespace {

bool waits_for_release(OpKind kind) noexcept {
  const Role role = trace::info(kind).role;
  return role == Role::acquire || role == Role::acquire_share;
}

bool takes(OpKind kind) noexcept {
  return waits_for_release(kind) || trace::info(kind).role == Role::try_acquire;
}

}  // namespace

bool reads(OpKind kind) noexcept {
  switch (trace::info(kind).role) {
    case Role::acquire:
    case Role::acquire_share:
    case Role::try_acquire:
    case Role::send:
    case Role::receive:
    case Role::close:
    case Role::wait:
    case Role::wake:
    case Role::read:
    case Role::update: return kind != OpKind::num_goroutine;
    default: return false;
  }
}

bool meets(const Touch& earlier, const Touch& later) noexcept {
  if (Sources::receives(later.kind)) {
    return Sources::sends(earlier.kind) || trace::info(earlier.kind).role == Role::close;
  }
  // Who counts down last makes no difference.
  if (earlier.kind == OpKind::wg_done) return false;
  // Who holds it keeps others from taking it: they meet the release.
  if (waits_for_release(later.kind) && takes(earlier.kind)) return false;
  // What the object was like does not matter here: it may be different next time.
  Touch before = earlier;
  before.facts |= Touch::boundary;
  return trace::conflict(before, later);
}

void Sources::begin_run() {
  index_.clear();
  places_.clear();
  entries_.clear();
  sequence_ = 0;
}

std::uint32_t Sources::new_entry(const Touch& op, const Source& source, std::uint32_t next) {
  entries_.push_back({op, source, ++sequence_, next});
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

Source Sources::of(const Touch& op) const noexcept {
  const std::uint32_t at = index_.find(op.object);
  if (at == HashIndex::none) return {};
  const Place& place = places_[at];
  if (receives(op.kind) && place.sent_first != none) return entries_[place.sent_first].source;
  const Entry* latest = nullptr;
  for (std::uint32_t i = place.last; i != none; i = entries_[i].next) {
    const Entry& entry = entries_[i];
    if (latest != nullptr && entry.sequence < latest->sequence) continue;
    // A value that was sent and received is gone.
    if (receives(op.kind) && sends(entry.op.kind)) continue;
    if (meets(entry.op, op)) latest = &entry;
  }
  return latest == nullptr ? Source{} : latest->source;
}

void Sources::performed(const Touch& op, std::uint64_t event, std::uint32_t ordinal) {
  const trace::Touches touches = trace::touches_of(op);
  if (touches.writes == 0 && touches.updates == 0) return;
  const std::uint32_t at = index_.add(op.object, static_cast<std::uint32_t>(places_.size()));
  if (at == places_.size()) places_.emplace_back();
  const Source source{event, ordinal};
  if (sends(op.kind)) {
    const std::uint32_t sent = new_entry(op, source, none);
    Place& place = places_[at];
    (place.sent_first == none ? place.sent_first : entries_[place.sent_last].next) = sent;
    place.sent_last = sent;
  }
  Place& place = places_[at];
  if (receives(op.kind) && place.sent_first != none) {
    place.sent_first = entries_[place.sent_first].next;
  }
  for (std::uint32_t i = place.last; i != none; i = entries_[i].next) {
    if (entries_[i].op.kind != op.kind) continue;
    entries_[i].op = op;
    entries_[i].source = source;
    entries_[i].sequence = ++sequence_;
    return;
  }
  const std::uint32_t entry = new_entry(op, source, place.last);
  places_[at].last = entry;
}

}  // namespace heddle::strategy
