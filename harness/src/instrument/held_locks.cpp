#include "instrument/held_locks.h"

#include <algorithm>

namespace heddle::instrument {
namespace {

using trace::Role;

bool takes(const trace::Event& event) {
  if (event.waits) return false;
  switch (trace::info(event.kind).role) {
    case Role::acquire:
    case Role::acquire_share: return true;
    case Role::try_acquire: return event.value_a != 0;
    default: return false;
  }
}

bool gives(const trace::Event& event) {
  const Role role = trace::info(event.kind).role;
  return role == Role::release || role == Role::release_share;
}

bool is_lock(const engine::Recorder& recorder, std::uint32_t object) {
  for (std::uint64_t i = 0; i < recorder.header().objects; ++i) {
    const engine::RecordedObject& row = recorder.object_at(i);
    if (row.ordinal != object) continue;
    return row.type == engine::ObjectType::mutex || row.type == engine::ObjectType::rwmutex;
  }
  return false;
}

}  // namespace

std::vector<HeldLock> held_locks(const engine::Recorder& recorder, std::uint32_t goroutine,
                                 std::uint32_t event) {
  struct Holder {
    std::uint32_t goroutine;
    HeldLock lock;
  };
  std::vector<Holder> holders;
  for (std::uint64_t i = 0; i < event && i < recorder.header().events; ++i) {
    const trace::Event& one = recorder.event_at(i);
    if (one.object == 0) continue;
    if (takes(one)) {
      holders.push_back({one.goroutine, {one.object, one.number}});
    } else if (gives(one)) {
      // Anyone may unlock: its own hold goes first, else whoever has it.
      const auto own = std::find_if(holders.begin(), holders.end(), [&one](const Holder& holder) {
        return holder.lock.object == one.object && holder.goroutine == one.goroutine;
      });
      const auto other = std::find_if(holders.begin(), holders.end(), [&one](const Holder& holder) {
        return holder.lock.object == one.object;
      });
      if (own != holders.end()) {
        holders.erase(own);
      } else if (other != holders.end()) {
        holders.erase(other);
      }
    }
  }
  std::vector<HeldLock> held;
  for (const Holder& holder : holders) {
    if (holder.goroutine == goroutine && is_lock(recorder, holder.lock.object)) {
      held.push_back(holder.lock);
    }
  }
  return held;
}

}  // namespace heddle::instrument
