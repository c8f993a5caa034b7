// Locks that protect less than they seem to: A.10 to A.12.

#include <heddle/heddle.h>

#include "catalogue.h"
#include "datum.h"

namespace heddle::racy::locks {
namespace {

struct Guarded {
  Mutex mu;
  RWMutex rw;
  Datum datum;
};

}  // namespace

constinit const Scenario failed_try{
    .name = "locks/failed_try",
    .story =
        "A goroutine that finds the lock taken thinks that it knows who holds it, and reads. A "
        "failed try_lock orders nothing (A.12).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* guarded = make<Guarded>();
          go("owner", [=] {
            Lock hold(guarded->mu);
            guarded->datum.checked.write(1), guarded->datum.plain = 1;  // races
          });
          if (guarded->mu.try_lock()) {
            guarded->mu.unlock();
          } else {
            guarded->datum.checked.read(), use(guarded->datum.plain);  // races
          }
        },
};

constinit const Scenario two_locks{
    .name = "locks/two_locks",
    .story = "Both goroutines hold a lock while they write: each a different one.",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* guarded = make<Guarded>();
          go("first", [=] {
            Lock hold(guarded->mu);
            guarded->datum.checked.write(1), guarded->datum.plain = 1;  // races
          });
          Lock hold(guarded->rw);
          guarded->datum.checked.write(2), guarded->datum.plain = 2;  // races
        },
};

constinit const Scenario readers_write{
    .name = "locks/readers_write",
    .story =
        "Two goroutines write while they hold an RWMutex for reading. unlock_shared is not "
        "ordered before another reader's lock_shared (A.11).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* guarded = make<Guarded>();
          go("first", [=] {
            SharedLock hold(guarded->rw);
            guarded->datum.checked.write(1), guarded->datum.plain = 1;  // races
          });
          SharedLock hold(guarded->rw);
          guarded->datum.checked.write(2), guarded->datum.plain = 2;  // races
        },
};

constinit const Scenario used_after_unlock{
    .name = "locks/used_after_unlock",
    .story =
        "One goroutine takes the number out under the lock, the other changes it after it has "
        "given the lock back.",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* guarded = make<Guarded>();
          go("changer", [=] {
            guarded->mu.lock();
            guarded->mu.unlock();
            guarded->datum.checked.write(1), guarded->datum.plain = 1;  // races
          });
          Lock hold(guarded->mu);
          guarded->datum.checked.read(), use(guarded->datum.plain);  // races
        },
};

constinit const Scenario signalled_too_early{
    .name = "locks/signalled_too_early",
    .story =
        "The waiter is woken and reads; the teller writes after the signal. The edge runs from "
        "the signal to the waiter, not from what follows it (A.17).",
    .expect = {Kind::data_race},
    .body =
        [] {
          struct State {
            Mutex mu;
            Cond told{mu};
            Datum datum;
          };
          auto* state = make<State>();
          state->mu.lock();
          go("teller", [=] {
            state->mu.lock();
            state->mu.unlock();
            state->told.signal();
            state->datum.checked.write(9), state->datum.plain = 9;  // races
          });
          state->told.wait();
          state->datum.checked.read(), use(state->datum.plain);  // races
          state->mu.unlock();
        },
};

}  // namespace heddle::racy::locks
