#pragma once

// Who holds which locks, and since where. Several detectors share one book.

#include <cstdint>

#include "detect/detector.h"
#include "detect/list.h"

namespace heddle::detect {

// What an operation does to a lock.
enum class LockStep : std::uint8_t {
  none,
  take,
  take_shared,
  try_take,
  try_take_shared,
  give,
  give_shared
};

constexpr LockStep lock_step(OpKind kind) noexcept {
  switch (kind) {
    case OpKind::mutex_lock:
    case OpKind::rw_lock:
    case OpKind::rw_announce: return LockStep::take;
    case OpKind::rw_rlock: return LockStep::take_shared;
    case OpKind::mutex_try_lock:
    case OpKind::rw_try_lock: return LockStep::try_take;
    case OpKind::rw_try_rlock: return LockStep::try_take_shared;
    case OpKind::mutex_unlock:
    case OpKind::rw_unlock: return LockStep::give;
    case OpKind::rw_runlock: return LockStep::give_shared;
    default: return LockStep::none;
  }
}

// A lock that a goroutine holds.
struct Hold {
  std::uint64_t number = 0;  // of the event that took it
  std::uint32_t goroutine = 0;
  std::uint32_t object = 0;
  std::uint32_t next = 0;  // the hold taken before this one by the same goroutine; 0: none
  bool shared = false;
  Here at;
};

class Holds {
 public:
  void begin() noexcept {
    heads_.clear();
    holds_.clear();
    foreign_.clear();
    free_ = 0;
  }

  // What the goroutine holds, the latest first; null: nothing.
  const Hold* first(std::uint32_t goroutine) const noexcept {
    return goroutine < heads_.size() ? hold(heads_[goroutine]) : nullptr;
  }
  const Hold* next(const Hold& of) const noexcept { return hold(of.next); }
  // The goroutines that may hold something have ordinals below this.
  std::uint32_t goroutines() const noexcept { return heads_.size(); }

  void took(const Event& event, bool shared) {
    std::uint32_t& head = heads_.at_least(event.goroutine, 0);
    std::uint32_t place = free_;
    if (place != 0) {
      free_ = holds_[place - 1].next;
    } else {
      holds_.push({});
      place = holds_.size();
    }
    Hold& fresh = holds_[place - 1];
    fresh.number = event.number;
    fresh.goroutine = event.goroutine;
    fresh.object = event.object;
    fresh.next = head;
    fresh.shared = shared;
    heddle::detail::assign(fresh.at, event.at);
    head = place;
  }

  // Anybody may give up a lock. If the giver holds it, it is its own hold that ends.
  void gave(const Event& event, bool shared) {
    if (event.goroutine < heads_.size() && end(heads_[event.goroutine], event.object, shared)) {
      return;
    }
    gave_foreign(event.object, shared);
  }

  // What the goroutine holds is told anew.
  void forget(std::uint32_t goroutine) noexcept {
    if (goroutine >= heads_.size()) return;
    std::uint32_t& head = heads_[goroutine];
    while (head != 0) {
      Hold& held = holds_[head - 1];
      const std::uint32_t place = head;
      head = held.next;
      held.next = free_;
      free_ = place;
    }
  }
  void mark_foreign(std::uint32_t object) {
    if (!is_foreign(object)) foreign_.push(object);
  }

  // Whether this lock was ever given up by somebody who did not hold it: it then is no section of
  // a goroutine, but a message.
  bool is_foreign(std::uint32_t object) const noexcept {
    for (const std::uint32_t known : foreign_) {
      if (known == object) return true;
    }
    return false;
  }

 private:
  const Hold* hold(std::uint32_t place) const noexcept {
    return place == 0 ? nullptr : &holds_[place - 1];
  }
  bool end(std::uint32_t& head, std::uint32_t object, bool shared) noexcept {
    for (std::uint32_t* link = &head; *link != 0; link = &holds_[*link - 1].next) {
      Hold& held = holds_[*link - 1];
      if (held.object != object || held.shared != shared) continue;
      const std::uint32_t place = *link;
      *link = held.next;
      held.next = free_;
      free_ = place;
      return true;
    }
    return false;
  }
  void gave_foreign(std::uint32_t object, bool shared) {
    mark_foreign(object);
    for (std::uint32_t& head : heads_) {
      if (end(head, object, shared)) return;
    }
  }

  List<std::uint32_t> heads_;  // by goroutine: place of its latest hold, from 1
  List<Hold> holds_;
  List<std::uint32_t> foreign_;
  std::uint32_t free_ = 0;  // places that can be used again, linked by `next`
};

}  // namespace heddle::detect
