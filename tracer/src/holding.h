#pragma once

#include "heddle/trace/event.h"

namespace heddle::trace {

// Whether the goroutine has a lock, or a share of one, after this event that it had not before.
inline bool takes_hold(const Event& event) noexcept {
  if (event.waits) return false;
  const Role role = info(event.kind).role;
  return role == Role::acquire || role == Role::acquire_share ||
         (role == Role::try_acquire && event.value_a != 0);
}

inline bool gives_up_hold(const Event& event) noexcept {
  if (event.waits) return false;
  const Role role = info(event.kind).role;
  return role == Role::release || role == Role::release_share;
}

}  // namespace heddle::trace
