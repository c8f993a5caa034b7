#pragma once

// The race check on one memory location: FastTrack (Flanagan and Freund, PLDI 2009). The last
// write is an epoch; the reads since then are one epoch as long as they are ordered, and a list
// where they are concurrent. Two accesses race when one is a write and neither is known to the
// other's goroutine.

#include <heddle/here.h>

#include <cstdint>

#include "engine/arena.h"
#include "engine/vector_clock.h"

namespace heddle::detect {

using engine::Epoch;

// One access: when, by whom, where.
struct Access {
  Epoch epoch;
  Here at;
  bool is_write = false;

  void set(Epoch now, const Here& place, bool writes) noexcept {
    epoch = now;
    heddle::detail::assign(at, place);
    is_write = writes;
  }
};

class AccessHistory {
 public:
  // Each returns the earlier access that races with this one, or null. The new access is recorded
  // either way, so that the run can go on.
  const Access* read(const engine::VectorClock& clock, Epoch now, const Here& at,
                     engine::Arena& arena) {
    if (last_read_.epoch == now) return nullptr;
    const Access* racing =
        last_write_.epoch.time != 0 && !clock.knows(last_write_.epoch) ? &last_write_ : nullptr;
    if (others_ != nullptr || (last_read_.epoch.time != 0 && !clock.knows(last_read_.epoch))) {
      remember_concurrent(clock, arena);
    }
    last_read_.set(now, at, false);
    return racing;
  }

  const Access* write(const engine::VectorClock& clock, Epoch now, const Here& at) {
    if (last_write_.epoch == now && last_read_.epoch.time == 0) return nullptr;
    const Access* racing = nullptr;
    if (last_write_.epoch.time != 0 && !clock.knows(last_write_.epoch)) {
      previous_ = last_write_;
      racing = &previous_;
    } else if (last_read_.epoch.time != 0 && !clock.knows(last_read_.epoch)) {
      previous_ = last_read_;
      racing = &previous_;
    } else {
      for (const Reader* reader = others_; reader != nullptr; reader = reader->next) {
        if (clock.knows(reader->access.epoch)) continue;
        previous_ = reader->access;
        racing = &previous_;
        break;
      }
    }
    last_write_.set(now, at, true);
    last_read_.epoch = {};
    others_ = nullptr;
    return racing;
  }

 private:
  struct Reader {
    Access access;
    Reader* next;
  };

  // Keeps last_read_ beside the new read; drops readers that are ordered before it.
  void remember_concurrent(const engine::VectorClock& clock, engine::Arena& arena) {
    Reader** link = &others_;
    while (*link != nullptr) {
      if (clock.knows((*link)->access.epoch)) {
        *link = (*link)->next;
      } else {
        link = &(*link)->next;
      }
    }
    if (last_read_.epoch.time == 0 || clock.knows(last_read_.epoch)) return;
    auto* reader = static_cast<Reader*>(arena.take(sizeof(Reader), alignof(Reader)));
    reader->access = last_read_;
    reader->next = others_;
    others_ = reader;
  }

  Access last_write_;
  Access last_read_;
  Reader* others_ = nullptr;  // reads concurrent with last_read_
  Access previous_;           // what `write` returned, after it was overwritten
};

}  // namespace heddle::detect
